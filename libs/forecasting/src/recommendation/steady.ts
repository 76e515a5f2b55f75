import type { ScalingPolicy } from './policy.ts';
import type { Steadiness } from './scaling-state.ts';

/**
 * Up at once; down only after `downAfter` buckets in a row that wanted fewer, to the most that any of these wanted, and
 * never within the cool-down after a change. What is over the most that are allowed goes at once.
 */
export function steady(
  current: number,
  wanted: number,
  before: Steadiness,
  { downAfter, coolDown, max }: Pick<ScalingPolicy, 'downAfter' | 'coolDown' | 'max'>,
): {
  readonly instances: number;
  /** What kept it from going down. */
  readonly kept: 'hysteresis' | 'cool_down' | null;
  readonly past: Steadiness;
} {
  const unchanged = before.instances === null || before.instances === current;
  const sinceChange = unchanged ? before.sinceChange + 1 : 0;
  const past = { instances: current, sinceChange, lowerFor: 0, lowerWished: 0 };
  if (wanted >= current) return { instances: wanted, kept: null, past };
  const lowerFor = (unchanged ? before.lowerFor : 0) + 1;
  const lowerWished = Math.max(lowerFor === 1 ? 0 : before.lowerWished, wanted);
  const lower = { ...past, lowerFor, lowerWished };
  const most = Math.min(current, max);
  if (before.instances !== null && sinceChange < coolDown)
    return { instances: most, kept: 'cool_down', past: lower };
  if (lowerFor < downAfter) return { instances: most, kept: 'hysteresis', past: lower };
  return { instances: lowerWished, kept: null, past };
}
