import type { ScalingPolicy } from './policy.ts';
import { replay, total, type Outcome, type ReplayService, type Scaler } from './replay.ts';
import { forecastLed, perfect, reactiveOnly, rhythmLed, staticProvision } from './scalers.ts';
import { tuneForecastLed, tuneReactive, type TunedReactive } from './tune.ts';

export interface Comparison {
  readonly tuned: TunedReactive & Pick<ScalingPolicy, 'violationCost'>;
  readonly scalers: readonly {
    readonly name: 'static' | 'reactive' | 'forecast' | 'rhythm' | 'perfect';
    readonly total: Outcome;
    readonly byService: ReadonlyMap<string, Outcome>;
  }[];
}

/**
 * Forecast-led scaling against the reactive rule, static provisioning, and the oracle.
 * @param tuning history before the judged one: both rules' settings are chosen on it alone
 */
export function compareScalers(
  tuning: readonly ReplayService[],
  judged: readonly ReplayService[],
  policy: ScalingPolicy,
  cadenceMs: number,
): Comparison {
  const { sloUtilisation: slo } = policy;
  const reactive = tuneReactive(tuning, policy);
  const tuned = { ...reactive, ...tuneForecastLed(tuning, { ...policy, ...reactive }, cadenceMs) };
  const { violationCost } = tuned;
  const run = (name: Comparison['scalers'][number]['name'], scaler: Scaler) => {
    const byService = replay(judged, scaler, slo);
    return { name, byService, total: total(byService.values()) };
  };
  return {
    tuned,
    scalers: [
      run('static', staticProvision(judged, slo)),
      run('reactive', reactiveOnly({ ...policy, ...reactive })),
      run('forecast', forecastLed({ ...policy, violationCost }, cadenceMs)),
      run('rhythm', rhythmLed({ ...policy, violationCost }, cadenceMs)),
      run('perfect', perfect(judged, slo, policy)),
    ],
  };
}
