import type { QualityCheck } from '@headroom/contracts';
import { check } from './result.ts';

/** Rows stand in event-time order. Disorder only warns: every reader sorts a file by time first. */
export function checkTimeOrder(file: string, times: Float64Array): QualityCheck {
  let backwards = 0;
  let first: number | null = null;
  for (let i = 1; i < times.length; i++) {
    if ((times[i] ?? 0) >= (times[i - 1] ?? 0)) continue;
    backwards++;
    first ??= i;
  }
  return backwards === 0
    ? check('time_order', 'passed', `${file}: rows stand in time order`, { column: 'timestamp' })
    : check(
        'time_order',
        'warned',
        `${file}: timestamp goes back ${backwards} times, first in row ${first ?? 0}; rows are read in time order`,
        { column: 'timestamp', row: first, observed: backwards },
      );
}
