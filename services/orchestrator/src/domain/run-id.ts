import type { RunType } from './run.ts';

/** Airflow prints run ids with an offset, not with `Z`. */
const isoformat = (time: number): string =>
  new Date(time).toISOString().replace('.000Z', '+00:00').replace('Z', '+00:00');

/**
 * `manual__<time>`, `scheduled__<time>`, `backfill__<time>`. Without a logical date several runs may ask for the same
 * moment: `unique` (of the trigger) tells them apart.
 */
export function makeRunId(
  type: RunType,
  times: { logicalDate: number | null; runAfter: number },
  unique: string,
): string {
  return times.logicalDate === null
    ? `${type}__${isoformat(times.runAfter)}_${unique}`
    : `${type}__${isoformat(times.logicalDate)}`;
}
