import { MINUTE_MS } from './cadence.ts';

/** End of the bucket (end − cadence, end] that an event time belongs to. */
export function bucketEnd(timestampMs: number, cadenceMs: number): number {
  return Math.ceil(timestampMs / cadenceMs) * cadenceMs;
}

/** A bucket is open, its values provisional, until "now" has passed its end by a minute. */
export function isBucketOpen(end: number, nowMs: number): boolean {
  return nowMs < end + MINUTE_MS;
}
