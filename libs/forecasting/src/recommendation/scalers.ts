import { decide } from './decide.ts';
import { bounded, reactive } from './need.ts';
import type { ScalingPolicy } from './policy.ts';
import type { ReplayService, Scaler } from './replay.ts';
import { newScalingState, type ScalingState } from './scaling-state.ts';

/** Headroom's rule, as it decides live. */
export function forecastLed(policy: ScalingPolicy, cadenceMs: number): Scaler {
  const states = new Map<string, ScalingState>();
  return (seen) => {
    const before = states.get(seen.service) ?? newScalingState();
    const { state, decision } = decide(before, seen, policy, cadenceMs);
    states.set(seen.service, state);
    return decision.instances;
  };
}

/** The same rule where the model only ever says "as now": shows what the model is worth. */
export function rhythmLed(policy: ScalingPolicy, cadenceMs: number): Scaler {
  const led = forecastLed(policy, cadenceMs);
  return (seen) => led({ ...seen, forecast: seen.forecast === null ? null : seen.demand });
}

/** The usual horizontal autoscaler with its stabilisation window for scaling down. */
export function reactiveOnly(
  policy: Pick<ScalingPolicy, 'reactiveTarget' | 'min' | 'max' | 'downAfter'>,
): Scaler {
  const wishes = new Map<string, number[]>();
  return (seen) => {
    const last = wishes.get(seen.service) ?? [];
    last.push(reactive(seen, policy));
    if (last.length > policy.downAfter) last.shift();
    wishes.set(seen.service, last);
    return Math.max(...last);
  };
}

/** As many as the 99th percentile of the demand before `from` needs at the objective, for ever. */
export function staticProvision(services: readonly ReplayService[], slo: number): Scaler {
  const fixed = new Map(
    services.map(({ service, buckets, from }) => {
      const past = Float64Array.from(buckets.slice(0, from), ({ demand }) => demand).sort();
      const high = past[Math.min(past.length - 1, Math.floor(0.99 * past.length))] ?? 1;
      return [service, Math.max(1, Math.ceil(high / slo))];
    }),
  );
  return ({ service }) => fixed.get(service) ?? 1;
}

/** Knows the next bucket's demand: no scaler can do with less and never violate. */
export function perfect(
  services: readonly ReplayService[],
  slo: number,
  bounds: Pick<ScalingPolicy, 'min' | 'max'>,
): Scaler {
  const known = new Map(services.map(({ service, buckets }) => [service, buckets]));
  return ({ service, index, instances }) => {
    const next = known.get(service)?.[index + 1];
    return next === undefined ? instances : bounded(Math.ceil(next.demand / slo), bounds);
  };
}
