import type { Algorithm, ObjectRef, Snapshot } from '@headroom/contracts';
import { cutsOf, rollingOrigins } from '@headroom/forecasting';
import type { Column, ObjectStore, ParquetFiles } from '@headroom/storage';
import type { Params, Trainer } from '../domain/trainer.ts';
import { trainingData } from '../domain/training-data.ts';
import { modelBundle } from './model-bundle.ts';
import { predictionColumns } from './prediction-columns.ts';
import { readSnapshot } from './read-snapshot.ts';
import { scoreModel } from './score-model.ts';
import { validationIntervals } from './validation-intervals.ts';

export interface BacktestJob {
  readonly snapshot: Snapshot;
  readonly algorithms: readonly Algorithm[];
  readonly folds: number;
  readonly seed: number;
  readonly params: Params;
  /** Key of the Parquet file that it leaves. */
  readonly key: string;
}

export interface BacktestPorts {
  readonly objects: ObjectStore;
  readonly parquet: ParquetFiles;
  readonly trainerOf: (algorithm: Algorithm) => Trainer;
}

/** No model is kept: this is no file. */
const NOT_KEPT = { uri: 'none', sha256: '0'.repeat(64), bytes: 0 };

/**
 * Rolling origin: each algorithm is fitted anew for every fold on what came before it. Leaves the predictions of all
 * folds' test rows, as a training leaves its own, with the algorithm and the fold (from 1) in front.
 */
export async function backtest(ports: BacktestPorts, job: BacktestJob): Promise<ObjectRef> {
  const { snapshot, algorithms, folds, seed, params, key } = job;
  const rows = await readSnapshot(ports.objects, ports.parquet, snapshot);
  const parts: Column[][] = [];
  for (const [i, shares] of rollingOrigins(folds).entries()) {
    const data = trainingData(snapshot, rows, cutsOf(rows, shares));
    for (const algorithm of algorithms) {
      const fitted = await ports
        .trainerOf(algorithm)
        .fit({ data, seed, params, onProgress: () => undefined });
      const bundle = modelBundle({ algorithm, snapshot }, data, fitted, NOT_KEPT);
      const scored = scoreModel(algorithm, bundle, data, fitted);
      const columns = predictionColumns(data, scored, validationIntervals(data, scored.validation));
      parts.push(testRows(columns, data.rows.validation.length, { algorithm, fold: i + 1 }));
    }
  }
  return ports.objects.write(key, (path) => ports.parquet.write(path, joined(parts)));
}

/** The columns without their first rows, those of validation, and with whose they are. */
function testRows(
  columns: readonly Column[],
  from: number,
  { algorithm, fold }: { readonly algorithm: string; readonly fold: number },
): Column[] {
  const length = (columns[0]?.values.length ?? 0) - from;
  return [
    { name: 'algorithm', type: 'string', values: Array.from({ length }, () => algorithm) },
    { name: 'fold', type: 'float64', values: new Float64Array(length).fill(fold) },
    ...columns.map((column): Column => {
      switch (column.type) {
        case 'string':
          return { ...column, values: column.values.slice(from) };
        case 'boolean':
          return { ...column, values: column.values.slice(from) };
        default:
          return { ...column, values: column.values.slice(from) };
      }
    }),
  ];
}

/** One below the other: all parts have the same columns. */
const joined = (parts: readonly (readonly Column[])[]): Column[] =>
  (parts[0] ?? []).map((column, c): Column => {
    const own = parts.flatMap((part) => part[c] ?? []);
    switch (column.type) {
      case 'string':
        return { ...column, values: own.flatMap(({ values }) => Array.from(values, String)) };
      case 'boolean':
        return { ...column, values: own.flatMap(({ values }) => Array.from(values, Boolean)) };
      default:
        return {
          ...column,
          values: Float64Array.from(own.flatMap(({ values }) => Array.from(values, Number))),
        };
    }
  });
