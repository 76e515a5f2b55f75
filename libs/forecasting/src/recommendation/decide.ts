import { expectPeak } from './expect-peak.ts';
import { learnErrors } from './forecast-errors.ts';
import { need, type Need } from './need.ts';
import type { ScalingPolicy } from './policy.ts';
import { HORIZON_MS, withChange, withLevel } from './rhythm.ts';
import type { Expectation, ScalingState } from './scaling-state.ts';
import { steady } from './steady.ts';

/** Demand under a twentieth of an instance is all the same: nothing hangs on its logarithm. */
const LEAST_DEMAND = 0.05;
const logOf = (demand: number): number => Math.log(Math.max(demand, LEAST_DEMAND));

/** A service's bucket at its end. */
export interface ScalingBucket {
  /** Epoch ms. */
  readonly end: number;
  readonly instances: number;
  /** In instance equivalents, cpu × instances. */
  readonly demand: number;
  /** Mean demand of the next hour that the model forecasts; null where it does not answer. */
  readonly forecast: number | null;
}

export interface Decision {
  readonly action: 'scale_up' | 'scale_down' | 'none';
  /** For the next hour. */
  readonly instances: number;
  /** What decided: see `Need`; or what kept it from taking instances away. */
  readonly reason: Need['reason'] | 'hysteresis' | 'cool_down';
  /** Chance of a bucket above the objective in that hour with these instances; null for `reactive`. */
  readonly risk: number | null;
  /** Median of the hour's peak demand, in instance equivalents; null where none is expected. */
  readonly expected: number | null;
}

/**
 * The rule, live and in replays: learns from the bucket, then decides for the hour after it. Whoever asks about a bucket
 * that may still change leaves the state that comes back.
 */
export function decide(
  state: ScalingState,
  bucket: ScalingBucket,
  policy: ScalingPolicy,
  cadenceMs: number,
): { readonly state: ScalingState; readonly decision: Decision } {
  const bucketsPerHour = HORIZON_MS / cadenceMs;
  const logDemand = logOf(bucket.demand);
  const { open, ...learned } = learn(state, bucket.end, logDemand, bucketsPerHour);
  const logForecast = bucket.forecast === null ? null : logOf(bucket.forecast);
  const expected = expectPeak(learned.rhythm, bucket.end, logDemand, logForecast, bucketsPerHour);
  const rhythm = withLevel(learned.rhythm, bucket.end, logDemand, bucketsPerHour);
  const wanted = need(bucket, expected, learned.errors, policy);
  const { instances, kept, past } = steady(
    bucket.instances,
    wanted.instances,
    state.steadiness,
    policy,
  );
  return {
    state: {
      ...learned,
      rhythm,
      open: [...open, { at: bucket.end, level: logDemand, expected, peak: null }],
      steadiness: past,
    },
    decision: {
      action: actionOf(bucket.instances, instances),
      instances,
      reason: kept ?? wanted.reason,
      risk: wanted.risk(instances),
      expected: expected === null ? null : Math.exp(expected),
    },
  };
}

/** Expectations whose hour is over teach the rhythm and the errors. */
function learn(
  state: ScalingState,
  end: number,
  logDemand: number,
  bucketsPerHour: number,
): Pick<ScalingState, 'rhythm' | 'errors' | 'open'> {
  const seen = state.open.map((one): Expectation =>
    end <= one.at + HORIZON_MS ? { ...one, peak: Math.max(one.peak ?? logDemand, logDemand) } : one,
  );
  let { rhythm, errors } = state;
  for (const { at, level, expected, peak } of seen) {
    if (end < at + HORIZON_MS || peak === null) continue;
    rhythm = withChange(rhythm, at, peak - level, bucketsPerHour);
    if (expected !== null) errors = learnErrors(errors, peak - expected, bucketsPerHour);
  }
  return { rhythm, errors, open: seen.filter(({ at }) => end < at + HORIZON_MS) };
}

function actionOf(current: number, instances: number): Decision['action'] {
  if (instances === current) return 'none';
  return instances > current ? 'scale_up' : 'scale_down';
}
