import type { QualityCheck } from '@headroom/contracts';
import { placeOf, type RecordTable } from '../dataset.ts';
import { isTooOld, tooOld } from '../too-old.ts';
import { check } from './result.ts';

/** Every time would be taken by the stream: a file that holds others could never arrive whole. */
export function checkTimeRange(table: RecordTable, times: Float64Array): QualityCheck {
  const row = times.findIndex(isTooOld);
  if (row < 0) {
    return check('time_range', 'passed', `${table.file}: all times are usable`, {
      column: 'timestamp',
    });
  }
  return check('time_range', 'failed', `${placeOf(table, row)}: ${tooOld(times[row] ?? NaN)}`, {
    column: 'timestamp',
    row,
  });
}
