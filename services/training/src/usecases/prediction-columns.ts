import { replayIntervals, type Intervals } from '@headroom/forecasting';
import type { Column } from '@headroom/storage';
import type { TrainingData } from '../domain/training-data.ts';

const SPLITS = ['validation', 'test'] as const;

/** Predictions beside the truth and both yardsticks, in units of cpu: validation rows, then test rows. */
export function predictionColumns(
  data: TrainingData,
  predicted: Readonly<Record<(typeof SPLITS)[number], Float64Array>>,
  intervals: Intervals,
): Column[] {
  const rows = SPLITS.flatMap((split) => Array.from(data.rows[split]));
  const number = (name: string, values: Float64Array): Column => ({
    name,
    type: 'float64',
    values: Float64Array.from(rows, (row) => values[row] ?? NaN),
  });
  const prediction = new Float64Array(data.services.length).fill(NaN);
  for (const split of SPLITS)
    data.rows[split].forEach((row, i) => (prediction[row] = predicted[split][i] ?? NaN));
  const { lower, upper } = liveIntervals(data, prediction, intervals);
  return [
    {
      name: 'split',
      type: 'string',
      values: SPLITS.flatMap((split) => Array.from(data.rows[split], () => split)),
    },
    { name: 'service_id', type: 'string', values: rows.map((row) => data.services[row] ?? '') },
    {
      name: 'event_timestamp',
      type: 'timestamp',
      values: Float64Array.from(rows, (row) => data.times[row] ?? NaN),
    },
    number('y', data.target),
    number('prediction', prediction),
    number('lower', lower),
    number('upper', upper),
    number('persistence', data.level),
    number('seasonal_naive', data.dayBefore),
  ];
}

/** Intervals of the test rows as they adapt from truth to truth; validation rows, which they are made of, have none. */
function liveIntervals(
  data: TrainingData,
  prediction: Float64Array,
  intervals: Intervals,
): { lower: Float64Array; upper: Float64Array } {
  const lower = new Float64Array(data.services.length).fill(NaN);
  const upper = lower.slice();
  for (const { service, from, to } of data.blocks) {
    const rows = data.rows.test.filter((row) => row >= from && row < to);
    const of = (values: Float64Array) => Float64Array.from(rows, (row) => values[row] ?? NaN);
    replayIntervals(intervals, {
      service,
      times: of(data.times),
      predicted: of(prediction),
      scale: of(data.scale),
      truth: of(data.target),
    }).forEach((interval, i) => {
      lower[rows[i] ?? -1] = interval.lower;
      upper[rows[i] ?? -1] = interval.upper;
    });
  }
  return { lower, upper };
}
