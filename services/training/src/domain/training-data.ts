import {
  HeadroomError,
  WORKLOAD_METRICS,
  type MetricName,
  type Snapshot,
} from '@headroom/contracts';
import { resolveFeatureService } from '@headroom/feature-engine';
import {
  cutsOf,
  type Cuts,
  dayBefore,
  isUsable,
  splitRows,
  toZ,
  type Split,
} from '@headroom/forecasting';
import { serviceBlocks, type ServiceBlock, type SnapshotRows } from './snapshot-rows.ts';

/** What every model of a comparison is fitted and judged on. Arrays have one value a row of the snapshot. */
export interface TrainingData {
  /** Metrics with a value in some training row; the columns of the others are absent from every signature. */
  readonly declared: readonly MetricName[];
  /** The signature: columns of the feature service, then the extra ones. */
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly services: readonly string[];
  readonly blocks: readonly ServiceBlock[];
  readonly times: Float64Array;
  readonly level: Float64Array;
  readonly scale: Float64Array;
  readonly target: Float64Array;
  /** What models learn. */
  readonly z: Float64Array;
  /** The seasonal-naive prediction. */
  readonly dayBefore: Float64Array;
  /** Numbers of the usable rows of each split, ascending: by service, then by time. */
  readonly rows: Rows;
}

type Rows = Readonly<Record<Split, Int32Array>>;

/** @throws HeadroomError INVALID_DATA where a split has no usable row */
export function trainingData(
  snapshot: Pick<Snapshot, 'feature_service' | 'declared'>,
  rows: SnapshotRows,
  cuts = cutsOf(rows),
): TrainingData {
  const { services, times, target } = rows;
  const blocks = serviceBlocks(services);
  const level = column(rows, 'level');
  const scale = column(rows, 'scale');
  const split = usableRows(rows, cuts, level, scale);
  refuseSilent(snapshot.declared, rows);
  const declared = WORKLOAD_METRICS.map(({ name }) => name)
    .filter((name) => snapshot.declared.includes(name))
    .filter((name) => hasValue(column(rows, name), split.train));
  const { signature } = resolveFeatureService(snapshot.feature_service, declared);
  const seasonal = new Float64Array(services.length);
  for (const { from, to } of blocks)
    seasonal.set(dayBefore(times.subarray(from, to), target.subarray(from, to)), from);
  return {
    declared,
    columns: new Map(signature.map(({ name }) => [name, column(rows, name)])),
    services,
    blocks,
    times,
    level,
    scale,
    target,
    z: target.map((value, i) => toZ(value, level[i] ?? NaN, scale[i] ?? NaN)),
    dayBefore: seasonal,
    rows: split,
  };
}

/** Whether any of these rows has a value. */
export const hasValue = (values: Float64Array, rows: Int32Array): boolean =>
  rows.some((row) => !Number.isNaN(values[row]));

/** A metric that nobody sends is not declared; one that is, and never comes, is a fault to be mended, not to be learnt around. */
function refuseSilent(declared: readonly string[], { columns }: SnapshotRows): void {
  for (const name of declared)
    if (columns.get(name)?.every(Number.isNaN) === true)
      throw new HeadroomError(
        'INVALID_DATA',
        `snapshot: ${name} is declared, and has no value in any row; see why its producer is silent, or take it out of the data contract`,
      );
}

/** Rows of each split that have a target, a level and a scale, ascending. */
function usableRows(
  rows: SnapshotRows,
  cuts: ReadonlyMap<string, Cuts>,
  level: Float64Array,
  scale: Float64Array,
): Rows {
  const found = splitRows(rows, cuts);
  const usable = (split: Split): Int32Array => {
    const kept = found[split].filter((row) =>
      isUsable(rows.target[row] ?? NaN, level[row] ?? NaN, scale[row] ?? NaN),
    );
    if (kept.length > 0) return Int32Array.from(kept);
    throw new HeadroomError(
      'INVALID_DATA',
      `snapshot: none of its ${rows.services.length} rows falls into the ${split} split with target, level and scale; ` +
        'send a longer history (a few days at least)',
    );
  };
  return { train: usable('train'), validation: usable('validation'), test: usable('test') };
}

function column(rows: SnapshotRows, name: string): Float64Array {
  const values = rows.columns.get(name);
  if (values !== undefined) return values;
  throw new HeadroomError(
    'INVALID_DATA',
    `snapshot: column ${name} is missing; run engineer_features again`,
  );
}
