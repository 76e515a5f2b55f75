import type { Split } from '@headroom/forecasting';
import type { Column } from '@headroom/storage';
import type { TrainingData } from '../domain/training-data.ts';

/** Predictions beside the truth and both yardsticks, in units of cpu: validation rows, then test rows. */
export function predictionColumns(
  data: TrainingData,
  predicted: Readonly<Partial<Record<Split, Float64Array>>>,
): Column[] {
  const parts = (['validation', 'test'] as const).map((split) => ({
    split,
    rows: Array.from(data.rows[split]),
    values: Array.from(predicted[split] ?? []),
  }));
  const rows = parts.flatMap((part) => part.rows);
  const number = (name: string, values: Float64Array): Column => ({
    name,
    type: 'float64',
    values: Float64Array.from(rows, (row) => values[row] ?? NaN),
  });
  return [
    { name: 'split', type: 'string', values: parts.flatMap((p) => p.rows.map(() => p.split)) },
    { name: 'service_id', type: 'string', values: rows.map((row) => data.services[row] ?? '') },
    {
      name: 'event_timestamp',
      type: 'timestamp',
      values: Float64Array.from(rows, (row) => data.times[row] ?? NaN),
    },
    number('y', data.target),
    {
      name: 'prediction',
      type: 'float64',
      values: Float64Array.from(parts.flatMap((part) => part.values)),
    },
    number('persistence', data.level),
    number('seasonal_naive', data.dayBefore),
  ];
}
