import type { ScalingPolicy } from './policy.ts';
import { replay, total, type Outcome, type ReplayService, type Scaler } from './replay.ts';
import { forecastLed, reactiveOnly } from './scalers.ts';

/** Settings of the reactive rule that are tried: target utilisation × buckets of its stabilisation window. */
const TARGETS = [0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85];
const WINDOWS = [1, 2, 3, 6, 12, 36];
/** Costs of a violation at which the forecast-led rule is tried. */
const COSTS = [10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 100, 125, 150, 200];
/** Share of the reactive rule's instances that the forecast-led one may take. */
const BUDGET = 0.985;

export interface TunedReactive {
  readonly reactiveTarget: number;
  readonly downAfter: number;
}

/** The settings whose instances and violations together cost least. */
export function tuneReactive(
  services: readonly ReplayService[],
  policy: ScalingPolicy,
): TunedReactive {
  let best: TunedReactive = { reactiveTarget: policy.reactiveTarget, downAfter: 1 };
  let least = Number.POSITIVE_INFINITY;
  for (const reactiveTarget of TARGETS) {
    for (const downAfter of WINDOWS) {
      const outcome = run(services, reactiveOnly({ ...policy, reactiveTarget, downAfter }), policy);
      const cost = outcome.instanceBuckets + policy.violationCost * outcome.violations;
      if (cost < least) [best, least] = [{ reactiveTarget, downAfter }, cost];
    }
  }
  return best;
}

/**
 * The dearest violation at which the rule still takes fewer instances than the reactive one, by a margin: what is saved
 * beyond that buys fewer violations.
 */
export function tuneForecastLed(
  services: readonly ReplayService[],
  policy: ScalingPolicy & TunedReactive,
  cadenceMs: number,
): Pick<ScalingPolicy, 'violationCost'> {
  const budget = BUDGET * run(services, reactiveOnly(policy), policy).instanceBuckets;
  const affordable = COSTS.filter((violationCost) => {
    const scaler = forecastLed({ ...policy, downAfter: 1, violationCost }, cadenceMs);
    return run(services, scaler, policy).instanceBuckets <= budget;
  });
  return { violationCost: affordable.at(-1) ?? policy.violationCost };
}

const run = (
  services: readonly ReplayService[],
  scaler: Scaler,
  { sloUtilisation }: ScalingPolicy,
): Outcome => total(replay(services, scaler, sloUtilisation).values());
