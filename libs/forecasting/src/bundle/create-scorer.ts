import { columnIndex } from '../column-index.ts';
import { ForecastingError } from '../error.ts';
import { cpuInterval, spreadOf, type CpuInterval } from '../interval/intervals.ts';
import { ineligibility, type Ineligibility } from '../target/eligibility.ts';
import { fromZ } from '../target/level-scale.ts';
import { bindRnn } from './bind-rnn.ts';
import { bindTrees } from './bind-trees.ts';
import type { BoundModel, ServiceName } from './bound-model.ts';
import type { ModelBundle } from './model-bundle.ts';

/** Scores rows of one layout. Not to be shared between threads: it holds the scratch memory of one row. */
export interface RowScorer extends BoundModel {
  /** Why this row has no prediction, or null. */
  ineligibility(row: Float64Array): Ineligibility | null;
  /** Mean cpu utilisation of the hour after the row's t, as a fraction; NaN where the row is not eligible. */
  cpu(row: Float64Array, service: ServiceName): number;
  /** Where the truth of this prediction should lie; null for models without intervals. */
  interval(cpu: number, row: Float64Array, service: ServiceName): CpuInterval | null;
}

export interface Scorer {
  /** @throws ForecastingError COLUMNS if a column of the model's signature is not among them */
  forColumns(columns: readonly string[]): RowScorer;
}

/**
 * @param content the model file whose sha256 the bundle names
 * @throws ForecastingError MODEL_FORMAT for a broken model file, BUNDLE_FORMAT where it and the bundle disagree
 */
export function createScorer(bundle: ModelBundle, content: string): Scorer {
  const { algorithm, intervals } = bundle;
  const bind =
    algorithm === 'lstm' || algorithm === 'gru'
      ? bindRnn(bundle, content)
      : bindTrees(bundle, algorithm, content);
  return {
    forColumns(columns) {
      const positions = columnIndex(bundle.columns, columns);
      const [level = -1, scale = -1] = columnIndex(['level', 'scale'], columns);
      const model = bind(positions, columns.length);
      const reason = (row: Float64Array): Ineligibility | null => {
        if (row.length !== columns.length)
          throw new ForecastingError(
            'INPUT',
            `the row has ${row.length} values, its plan names ${columns.length} columns`,
          );
        return ineligibility(row[level] as number, row[scale] as number);
      };
      return {
        ...model,
        ineligibility: reason,
        cpu: (row, service) =>
          reason(row) === null
            ? fromZ(model.z(row, service), row[level] as number, row[scale] as number)
            : NaN,
        interval: (cpu, row, service) =>
          intervals === null
            ? null
            : cpuInterval(
                intervals.coverage,
                cpu,
                row[scale] as number,
                spreadOf(intervals, service),
              ),
      };
    },
  };
}
