import { DemandErrors } from './demand-errors.ts';
import type { ScalingPolicy } from './policy.ts';
import { bounded, floorOf, reactive, recommend } from './recommend.ts';
import type { ReplayService, Scaler } from './replay.ts';
import { steady, UNCHANGED, type Steadiness } from './steady.ts';

interface Expectation {
  readonly forecast: number;
  /** Most demand in a bucket since then. */
  peak: number;
  /** Buckets since then. */
  age: number;
}

/**
 * Headroom's rule. A forecast holds for `horizon` buckets; then its error is learned: the peak that came, against the
 * mean that was forecast, for a single bucket above the objective is a violation. In between the floor alone may raise.
 */
export function forecastLed(policy: ScalingPolicy, horizon = 1): Scaler {
  const errors = new DemandErrors();
  const expected = new Map<string, Expectation>();
  const pasts = new Map<string, Steadiness>();
  return (seen) => {
    const { service, demand } = seen;
    const open = expected.get(service);
    if (open !== undefined) {
      open.peak = Math.max(open.peak, demand);
      open.age += 1;
      if (open.age < horizon) return Math.max(seen.instances, floorOf(demand, policy));
      if (open.peak > 0) errors.observe(service, open.forecast, open.peak);
      expected.delete(service);
    }
    if (seen.forecast !== null && seen.forecast > 0)
      expected.set(service, { forecast: seen.forecast, peak: 0, age: 0 });
    const wanted = recommend(seen, errors, policy).instances;
    const next = steady(seen.instances, wanted, pasts.get(service) ?? UNCHANGED, policy);
    pasts.set(service, next.past);
    return next.instances;
  };
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
