import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, type Decision, type ScalingBucket } from './decide.ts';
import { DEFAULT_POLICY, type ScalingPolicy } from './policy.ts';
import { newScalingState, type ScalingState } from './scaling-state.ts';

const HOUR = 3_600_000;
const bucket = (hour: number, over: Partial<ScalingBucket> = {}): ScalingBucket => ({
  end: hour * HOUR,
  instances: 10,
  demand: 4,
  forecast: 4,
  ...over,
});

/** Decisions over hours, the state handed on. */
function play(
  buckets: readonly ScalingBucket[],
  policy: ScalingPolicy = DEFAULT_POLICY,
  cadenceMs = HOUR,
): { state: ScalingState; decisions: Decision[] } {
  let state = newScalingState();
  const decisions = buckets.map((one) => {
    const next = decide(state, one, policy, cadenceMs);
    state = next.state;
    return next.decision;
  });
  return { state, decisions };
}

/** A state after hours whose demand was forecast × e^±spread. */
const seasoned = (spread: number, hours = 200): ScalingState =>
  play(
    Array.from({ length: hours }, (_, i) =>
      bucket(i, { demand: 4 * Math.exp(spread * (((i * 7) % 41) / 20 - 1)) }),
    ),
  ).state;

const at = (state: ScalingState, over: Partial<ScalingBucket> = {}, policy = DEFAULT_POLICY) =>
  decide(state, bucket(200, over), policy, HOUR).decision;

describe('decide', () => {
  it('keeps within its bounds and never under what present demand needs', () => {
    const state = seasoned(0.2);
    const demand = fc.double({ min: 0, max: 200, noNaN: true });
    const forecast = fc.option(fc.double({ min: 0, max: 200, noNaN: true }));
    fc.assert(
      fc.property(demand, forecast, fc.integer({ min: 1, max: 50 }), (now, next, instances) => {
        const seen = { demand: Math.min(now, instances), forecast: next, instances };
        const decision = at(state, seen, { ...DEFAULT_POLICY, min: 2, max: 40 });
        expect(decision.instances).toBeLessThanOrEqual(40);
        expect(decision.instances).toBeGreaterThanOrEqual(2);
        if (decision.reason !== 'reactive')
          expect(decision.instances).toBeGreaterThanOrEqual(Math.min(40, seen.demand / 0.9));
        const { action } = decision;
        expect(action).toBe(
          decision.instances > instances
            ? 'scale_up'
            : decision.instances < instances
              ? 'scale_down'
              : 'none',
        );
      }),
    );
  });

  it('asks for more the dearer a violation, and the more uncertain what comes', () => {
    const cost = (violationCost: number) => ({ ...DEFAULT_POLICY, violationCost });
    const state = seasoned(0.3);
    expect(at(state, {}, cost(300)).instances).toBeGreaterThan(at(state, {}, cost(5)).instances);
    expect(at(seasoned(0.5)).instances).toBeGreaterThan(at(seasoned(0.05)).instances);
  });

  it('says how likely the objective breaks with what it advises', () => {
    const decision = at(seasoned(0.3));
    expect(decision).toMatchObject({ reason: 'forecast', action: 'scale_down' });
    expect(decision.risk).toBeGreaterThan(0);
    expect(decision.risk).toBeLessThan(0.05);
    expect(decision.expected).toBeGreaterThan(3);
  });

  it('goes up before the hour that is busy every day, though neither demand nor model shows it', () => {
    const busy = (hour: number) => (hour % 24 === 9 ? 20 : 4);
    const days = Array.from({ length: 24 * 10 }, (_, i) =>
      bucket(i, { demand: busy(i), forecast: 4, instances: 30 }),
    );
    const { state } = play(days);
    const before = (hour: number) =>
      decide(state, bucket(240 + hour), DEFAULT_POLICY, HOUR).decision.instances;
    expect(before(8)).toBeGreaterThan(2 * before(7));
  });

  it('reacts only, until it has seen enough errors, without a forecast, and where forecasts lately failed', () => {
    const { decisions } = play(Array.from({ length: 30 }, (_, i) => bucket(i)));
    expect(decisions.findIndex(({ reason }) => reason === 'forecast')).toBe(20);
    const state = seasoned(0.1);
    expect(at(state, { forecast: null }).reason).toBe('reactive');
    const failed = play([0, 1, 2].map((i) => bucket(i, { demand: 9 * (i % 2) + 0.5 })));
    const shocked = { ...state, errors: { ...state.errors, fast: 9 * state.errors.slow } };
    expect(at(shocked, { demand: 9 })).toMatchObject({
      instances: 14,
      reason: 'reactive',
      risk: null,
    });
    expect(failed.state.errors.fast).toBeGreaterThan(failed.state.errors.slow);
  });

  it('learns at 5 min from the peak of the hour that follows, and from no bucket behind it', () => {
    const cadence = HOUR / 12;
    const buckets = Array.from({ length: 13 }, (_, i) => ({
      ...bucket(0, { demand: i === 7 ? 8 : 4 }),
      end: i * cadence,
    }));
    const afterGap = { ...bucket(0, { demand: 80, instances: 100 }), end: 30 * cadence };
    const { state } = play([...buckets, afterGap], DEFAULT_POLICY, cadence);
    expect(state.open.map((one) => one.at)).toEqual([30 * cadence]);
    // Seven buckets saw the peak come, one saw it go, four nothing; of the last one's hour nobody knows.
    expect(state.rhythm.change[0]).toBeCloseTo(Math.log(2) / 2, 12);
    expect(state.rhythm.changes.slice(0, 2)).toEqual([12, 0]);
  });

  it('learns nothing of an hour that nobody reported', () => {
    const { state } = play([bucket(0), bucket(5)]);
    expect(state.errors.count).toBe(0);
    expect(state.open.map((one) => one.at)).toEqual([5 * HOUR]);
  });
});
