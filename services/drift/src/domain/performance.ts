import { HeadroomError, type Algorithm } from '@headroom/contracts';
import { groupErrors } from './group-errors.ts';
import { grouped } from './grouped.ts';
import type { RunReport } from './run-report.ts';
import type { Predictions } from './predictions.ts';

/** A model's errors on its test rows: over all, by service and by hour of the day. */
export function performance(
  algorithm: Algorithm,
  predictions: Predictions,
): RunReport['performance'] {
  const rows = predictions.splits.flatMap((split, row) =>
    split === 'test'
      ? [
          {
            service: predictions.services[row] ?? '',
            hour: new Date(predictions.times[row] ?? NaN).getUTCHours(),
            actual: predictions.actual[row] ?? NaN,
            predicted: predictions.predicted[row] ?? NaN,
            persistence: predictions.persistence[row] ?? NaN,
          },
        ]
      : [],
  );
  if (rows.length === 0) {
    throw new HeadroomError(
      'INVALID_DATA',
      `trained: predictions of ${algorithm} hold no row of the test split; train it again`,
    );
  }
  const byService = grouped(rows, (row) => row.service).sort(([a], [b]) => (a < b ? -1 : 1));
  const byHour = grouped(rows, (row) => row.hour).sort(([a], [b]) => a - b);
  return {
    algorithm,
    split: 'test',
    overall: groupErrors(rows),
    by_service: byService.map(([service_id, own]) => ({ service_id, ...groupErrors(own) })),
    by_hour: byHour.map(([hour, own]) => ({ hour, ...groupErrors(own) })),
  };
}
