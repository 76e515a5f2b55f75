import type { Clock } from '@headroom/contracts';
import { DAY_MS, latenessMs } from '@headroom/feature-engine';

/** An event clock that leaps further than this beyond its service's newest record is taken for a fault. */
export const MAX_JUMP_MS = 30 * DAY_MS;

export type ArrivalVerdict = 'in_time' | 'late' | 'future_jump';

/**
 * The late rule, then the jump rule: functions of the log's prefix alone, so that every replay judges alike.
 * @param newest greatest event time among the service's in-time records of lower arrival_seq, −Infinity without one
 */
export function judgeArrival(
  record: { readonly timestamp: number; readonly clock: Clock },
  newest: number,
  cadenceMs: number,
): ArrivalVerdict {
  if (record.timestamp < newest - latenessMs(cadenceMs)) return 'late';
  const isFirst = newest === -Infinity;
  if (record.clock === 'event' && !isFirst && record.timestamp > newest + MAX_JUMP_MS) {
    return 'future_jump';
  }
  return 'in_time';
}
