import { HeadroomError } from '@headroom/contracts';
import { fromZ } from '@headroom/forecasting';
import type { TrainingData } from '../domain/training-data.ts';
import type { JudgedModel } from './open-judged-model.ts';
import { scoreRows } from './score-rows.ts';

/** Absolute errors in units of cpu. @throws MODEL_INVALID where the model gives no number */
export function absoluteErrors(
  data: TrainingData,
  { bundle, scorer }: JudgedModel,
  rows: Int32Array,
): Float64Array {
  const z = scoreRows(data, bundle.columns, scorer, rows);
  return z.map((value, i) => {
    const row = rows[i] ?? -1;
    const cpu = fromZ(value, data.level[row] ?? NaN, data.scale[row] ?? NaN);
    const error = Math.abs(cpu - (data.target[row] ?? NaN));
    if (Number.isFinite(error)) return error;
    throw new HeadroomError(
      'MODEL_INVALID',
      `${bundle.algorithm}: it predicts ${cpu} for ${data.services[row] ?? ''} in row ${row} of the snapshot; train it again`,
    );
  });
}

/** The first rows warm the scorer up. */
const WARM = 50;
const MEASURED = 500;

/** Median time to score one test row. */
export function medianMicroseconds(
  data: TrainingData,
  { bundle, scorer }: JudgedModel,
  clock: () => number,
): number {
  const { test } = data.rows;
  const times = Array.from({ length: WARM + MEASURED }, (_, i) => {
    const row = test.subarray(i % test.length, (i % test.length) + 1);
    const begun = clock();
    scoreRows(data, bundle.columns, scorer, row);
    return clock() - begun;
  });
  const sorted = times.slice(WARM).sort((a, b) => a - b);
  return 1_000 * (sorted[MEASURED / 2] ?? NaN);
}
