import { DAY_MS, HOUR_MS } from '../time/cadence.ts';

/** Rolling windows (t − lengthMs, t], shortest first. */
export const ROLLING_WINDOWS = [
  { name: '6h', lengthMs: 6 * HOUR_MS },
  { name: '24h', lengthMs: DAY_MS },
  { name: '7d', lengthMs: 7 * DAY_MS },
] as const;

export const ROLLING_STATISTICS = ['mean', 'std', 'min', 'max'] as const;

/** The longest window: it holds every other window and every lag of a vector. */
export const LONGEST_WINDOW_MS = 7 * DAY_MS;

export const LAG_COUNT = 24;

/** `level` is the mean cpu of the buckets in (t − LEVEL_WINDOW_MS, t]. */
export const LEVEL_WINDOW_MS = HOUR_MS;

/** A service whose cpu hardly moves would otherwise blow up everything divided by `scale`. */
export const SCALE_FLOOR = 1e-4;

/** `scale` is the standard deviation of cpu over this window, which is one of ROLLING_WINDOWS. */
export const SCALE_WINDOW_MS = DAY_MS;

/** Fewest cpu values in the scale's window that make a `scale`. */
export function scaleMinimumCount(cadenceMs: number): number {
  return Math.max(6, (6 * HOUR_MS) / cadenceMs);
}
