import { chanceAbove } from './error-tail.ts';
import { isTrusted, scaleOf } from './forecast-errors.ts';
import type { ScalingPolicy } from './policy.ts';
import type { ErrorLevel } from './scaling-state.ts';

export interface Need {
  /** Within the policy's bounds; without hysteresis, which needs the past. */
  readonly instances: number;
  /** `forecast`: from what is expected; `floor`: present demand asked for more; `reactive`: the forecast isn't trusted. */
  readonly reason: 'forecast' | 'floor' | 'reactive';
  /** Chance that the hour's peak is above the objective with so many instances, by the errors seen. */
  readonly risk: (instances: number) => number | null;
}

/**
 * Instances for the next hour: those at which one more costs as much as the violations that it would avoid, by the
 * errors of what was expected (a newsvendor). The quantile of demand that is kept under the objective so depends on what
 * an instance buys: a service of two gets a lower one than a service of twelve.
 * @param expected log of the peak demand, null where nothing is expected
 */
export function need(
  { instances, demand }: { readonly instances: number; readonly demand: number },
  expected: number | null,
  errors: ErrorLevel,
  policy: ScalingPolicy,
): Need {
  if (expected === null || !isTrusted(errors, policy.trustLimit))
    return {
      instances: reactive({ instances, demand }, policy),
      reason: 'reactive',
      risk: () => null,
    };
  const scale = scaleOf(errors);
  const risk = (count: number) =>
    chanceAbove((Math.log(count * policy.sloUtilisation) - expected) / scale);
  const floor = bounded(Math.ceil(demand / policy.sloUtilisation), policy);
  let best = policy.min;
  let least = Number.POSITIVE_INFINITY;
  for (let count = policy.min; count <= policy.max; count++) {
    // What is spent on instances alone is already more than the best in all.
    if (count >= least) break;
    const cost = count + policy.violationCost * risk(count);
    if (cost < least) [best, least] = [count, cost];
  }
  return best >= floor
    ? { instances: best, reason: 'forecast', risk }
    : { instances: floor, reason: 'floor', risk };
}

/** The usual horizontal autoscaler: as many as bring the present load to the target; within 10 % of it, no change. */
export function reactive(
  { instances, demand }: { readonly instances: number; readonly demand: number },
  policy: Pick<ScalingPolicy, 'reactiveTarget' | 'min' | 'max'>,
): number {
  const ratio = Math.min(1, demand / instances) / policy.reactiveTarget;
  const wanted = Math.abs(ratio - 1) <= 0.1 ? instances : Math.ceil(instances * ratio);
  return bounded(wanted, policy);
}

export const bounded = (
  instances: number,
  { min, max }: Pick<ScalingPolicy, 'min' | 'max'>,
): number => Math.min(max, Math.max(min, instances));
