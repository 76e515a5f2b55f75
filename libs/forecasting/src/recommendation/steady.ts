import type { ScalingPolicy } from './policy.ts';

/** The part of a service's past that hysteresis needs. */
export interface Steadiness {
  /** Buckets since the last change. */
  readonly sinceChange: number;
  /** The most that the buckets of the present run of lower wishes wanted, and how long that run is. */
  readonly lowerWished: number;
  readonly lowerFor: number;
}

export const UNCHANGED: Steadiness = {
  sinceChange: Number.MAX_SAFE_INTEGER,
  lowerWished: 0,
  lowerFor: 0,
};

/**
 * Up at once; down only after `downAfter` buckets in a row that wanted fewer, to the most that any of these wanted, and
 * never within the cool-down after a change.
 */
export function steady(
  current: number,
  wanted: number,
  past: Steadiness,
  { downAfter, coolDown }: Pick<ScalingPolicy, 'downAfter' | 'coolDown'>,
): { readonly instances: number; readonly past: Steadiness } {
  const sinceChange = Math.min(past.sinceChange + 1, Number.MAX_SAFE_INTEGER);
  if (wanted > current)
    return { instances: wanted, past: { sinceChange: 0, lowerWished: 0, lowerFor: 0 } };
  if (wanted === current)
    return { instances: current, past: { sinceChange, lowerWished: 0, lowerFor: 0 } };
  const lowerWished = Math.max(past.lowerFor === 0 ? 0 : past.lowerWished, wanted);
  const lowerFor = past.lowerFor + 1;
  if (lowerFor < downAfter || sinceChange <= coolDown)
    return { instances: current, past: { sinceChange, lowerWished, lowerFor } };
  return { instances: lowerWished, past: { sinceChange: 0, lowerWished: 0, lowerFor: 0 } };
}
