import type { Rhythm } from './scaling-state.ts';

const HOUR_MS = 3_600_000;
/** Days that the rhythm remembers. */
const MEMORY_DAYS = 14;
/** Days before an hour's rhythm is relied on. */
const LEAST_DAYS = 3;

/** Hour of the day, UTC, that a bucket ends in. */
const hourOf = (end: number): number => Math.floor(end / HOUR_MS) % 24;

export const HORIZON_MS = HOUR_MS;

/** How the peak of the hour after `at` usually stands to the demand at `at`, in log; null while too little is known. */
export function usualChange(rhythm: Rhythm, at: number, bucketsPerHour: number): number | null {
  const hour = hourOf(at);
  const seen = rhythm.changes[hour] ?? 0;
  return seen < LEAST_DAYS * bucketsPerHour ? null : (rhythm.change[hour] ?? null);
}

/** How far a demand is from the usual of its hour, in log; 0 while that is not known. */
export function offRhythm(
  rhythm: Rhythm,
  at: number,
  logDemand: number,
  bucketsPerHour: number,
): number {
  const hour = hourOf(at);
  if ((rhythm.levels[hour] ?? 0) < LEAST_DAYS * bucketsPerHour) return 0;
  return logDemand - (rhythm.level[hour] ?? logDemand);
}

export const withChange = (
  rhythm: Rhythm,
  at: number,
  change: number,
  bucketsPerHour: number,
): Rhythm => {
  const hour = hourOf(at);
  const [values, counts] = learn(rhythm.change, rhythm.changes, hour, change, bucketsPerHour);
  return { ...rhythm, change: values, changes: counts };
};

export const withLevel = (
  rhythm: Rhythm,
  at: number,
  logDemand: number,
  bucketsPerHour: number,
): Rhythm => {
  const hour = hourOf(at);
  const [values, counts] = learn(rhythm.level, rhythm.levels, hour, logDemand, bucketsPerHour);
  return { ...rhythm, level: values, levels: counts };
};

/** A mean of all at first, of the last days later. */
function learn(
  values: readonly number[],
  counts: readonly number[],
  hour: number,
  value: number,
  bucketsPerHour: number,
): [number[], number[]] {
  const count = Math.min((counts[hour] ?? 0) + 1, MEMORY_DAYS * bucketsPerHour);
  const known = values[hour] ?? 0;
  return [values.with(hour, known + (value - known) / count), counts.with(hour, count)];
}
