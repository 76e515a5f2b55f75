import type { DemandErrors } from './demand-errors.ts';
import type { ScalingPolicy } from './policy.ts';

export interface Situation {
  readonly service: string;
  readonly instances: number;
  /** Demand in instance equivalents, cpu × instances: of the bucket that just ended. */
  readonly demand: number;
  /** Mean demand forecast for the next hour; null where the model does not answer. */
  readonly forecast: number | null;
}

export interface Need {
  /** Within the policy's bounds; without hysteresis, which needs the past. */
  readonly instances: number;
  /** `forecast`: from its distribution; `floor`: present demand asked for more; `reactive`: the forecast isn't trusted. */
  readonly reason: 'forecast' | 'floor' | 'reactive';
  /** Chance that the next bucket is above the objective with these instances, by the errors seen; null for `reactive`. */
  readonly risk: number | null;
}

/** Errors of the fleet before whose number a forecast's tail is not known. */
const LEAST_SAMPLE = 100;

/**
 * Instances for the next bucket: those at which one more costs as much as the violations that it would avoid, by the
 * distribution of what demand has done to its forecasts (an empirical newsvendor). The quantile of demand that is kept
 * under the objective so depends on what an instance buys: a service of two gets a lower one than a service of twelve.
 */
export function recommend(situation: Situation, errors: DemandErrors, policy: ScalingPolicy): Need {
  const { service, demand, forecast } = situation;
  const sample = errors.sample();
  const level = errors.level(service);
  const trusted = level.fast <= policy.trustLimit * Math.max(errors.typical(), 0.01);
  if (forecast === null || !(forecast > 0) || sample.length < LEAST_SAMPLE || !trusted)
    return { instances: reactive(situation, policy), reason: 'reactive', risk: null };

  const scale = errors.scale(service);
  const risk = (instances: number) =>
    shareAbove(sample, Math.log((instances * policy.sloUtilisation) / forecast) / scale);
  const floor = floorOf(demand, policy);
  let best = floor;
  let least = Number.POSITIVE_INFINITY;
  for (let instances = policy.min; instances <= policy.max; instances++) {
    // What is spent on instances alone is already more than the best in all.
    if (instances >= least) break;
    const cost = instances + policy.violationCost * risk(instances);
    if (cost < least) [best, least] = [instances, cost];
  }
  return best >= floor
    ? { instances: best, reason: 'forecast', risk: risk(best) }
    : { instances: floor, reason: 'floor', risk: risk(floor) };
}

/** What present demand, and a little more, needs at the objective. */
export const floorOf = (
  demand: number,
  policy: Pick<ScalingPolicy, 'floorMargin' | 'sloUtilisation' | 'min' | 'max'>,
): number => bounded(Math.ceil((demand * policy.floorMargin) / policy.sloUtilisation), policy);

/** The usual horizontal autoscaler: as many as bring the present load to the target; within 10 % of it, no change. */
export function reactive(
  { instances, demand }: Pick<Situation, 'instances' | 'demand'>,
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

/** Share of an ascending sample above a value. */
function shareAbove(sample: Float64Array, value: number): number {
  let [low, high] = [0, sample.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sample[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return (sample.length - low) / sample.length;
}
