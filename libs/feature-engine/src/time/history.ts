import { LONGEST_WINDOW_MS } from '../definitions/windows.ts';
import { bucketEnd } from './bucket-time.ts';
import { latenessMs } from './lateness.ts';

/** Buckets that end before this can no longer change: every record of theirs would be late. */
export function frozenBefore(newest: number, cadenceMs: number): number {
  return newest - latenessMs(cadenceMs);
}

/**
 * What a service's next vectors can depend on: its in-time records with event time after this, and none before.
 * @param newest greatest event time among the service's in-time records
 */
export function historyStart(newest: number, cadenceMs: number): number {
  return bucketEnd(frozenBefore(newest, cadenceMs), cadenceMs) - LONGEST_WINDOW_MS;
}
