import { DEFAULT_POLICY, type ScalingPolicy } from './policy.ts';
import { replay, total, type Outcome, type ReplayService } from './replay.ts';
import { forecastLed, perfect, reactiveOnly, staticProvision } from './scalers.ts';

/** Settings of the reactive rule that are tried: target utilisation × buckets of its stabilisation window. */
const TARGETS = [0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85];
const WINDOWS = [1, 2, 3, 6];

export interface TunedReactive {
  readonly reactiveTarget: number;
  readonly downAfter: number;
}

export interface Comparison {
  readonly tuned: TunedReactive;
  readonly scalers: readonly {
    readonly name: 'static' | 'reactive' | 'forecast' | 'perfect';
    readonly total: Outcome;
    readonly byService: ReadonlyMap<string, Outcome>;
  }[];
}

/**
 * Forecast-led scaling against the reactive rule with the best settings for the same objective and costs, static
 * provisioning, and the oracle.
 * @param tuning history before the judged one, for the reactive rule's settings
 * @param options.horizon buckets that a forecast is for
 */
export function compareScalers(
  tuning: readonly ReplayService[],
  judged: readonly ReplayService[],
  { policy = DEFAULT_POLICY, horizon = 1 }: { policy?: ScalingPolicy; horizon?: number } = {},
): Comparison {
  const { sloUtilisation: slo } = policy;
  const tuned = tuneReactive(tuning, policy);
  const run = (
    name: Comparison['scalers'][number]['name'],
    scaler: Parameters<typeof replay>[1],
  ) => {
    const byService = replay(judged, scaler, slo);
    return { name, byService, total: total(byService.values()) };
  };
  return {
    tuned,
    scalers: [
      run('static', staticProvision(judged, slo)),
      run('reactive', reactiveOnly({ ...policy, ...tuned })),
      run('forecast', forecastLed(policy, horizon)),
      run('perfect', perfect(judged, slo, policy)),
    ],
  };
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
      const scaler = reactiveOnly({ ...policy, reactiveTarget, downAfter });
      const outcome = total(replay(services, scaler, policy.sloUtilisation).values());
      const cost = outcome.instanceBuckets + policy.violationCost * outcome.violations;
      if (cost < least) [best, least] = [{ reactiveTarget, downAfter }, cost];
    }
  }
  return best;
}
