import type { RowScorer } from '@headroom/forecasting';
import type { TrainingData } from '../domain/training-data.ts';

/** Our own scorer's z of the given rows. */
export function scoreRows(
  data: TrainingData,
  columns: readonly string[],
  scorer: RowScorer,
  rows: Int32Array,
): Float64Array {
  const values = columns.map((name) => data.columns.get(name) ?? new Float64Array());
  const row = new Float64Array(columns.length);
  return Float64Array.from(rows, (number) => {
    for (let i = 0; i < values.length; i++) row[i] = values[i]?.[number] ?? NaN;
    return scorer.z(row, data.services[number] ?? null);
  });
}
