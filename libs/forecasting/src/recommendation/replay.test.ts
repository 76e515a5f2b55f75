import { describe, expect, it } from 'vitest';
import { compareScalers } from './compare.ts';
import { DEFAULT_POLICY } from './policy.ts';
import { replay, total, type ReplayService } from './replay.ts';
import { perfect } from './scalers.ts';
import { tuneForecastLed, tuneReactive } from './tune.ts';

const HOUR = 3_600_000;
const POLICY = { ...DEFAULT_POLICY, violationCost: 25 };

/** A day's wave with noise, and forecasts that know the wave. */
function fleet(seed: number): ReplayService[] {
  let state = seed;
  const random = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
  return ['a', 'b', 'c', 'd'].map((service, k) => {
    const wave = (i: number) =>
      (6 + k) * Math.exp(0.5 * Math.sin((2 * Math.PI * (i + 5 * k)) / 24));
    const buckets = Array.from({ length: 480 }, (_, i) => ({
      end: i * HOUR,
      demand: wave(i) * Math.exp(0.2 * (random() - 0.5)),
      forecast: wave(i + 1),
    }));
    return { service, buckets, from: 240, instancesAtStart: 10 };
  });
}

describe('replay', () => {
  it('with perfect knowledge nothing is violated, and one instance fewer anywhere would violate', () => {
    const services = fleet(3);
    const outcome = total(replay(services, perfect(services, 0.9, POLICY), 0.9).values());
    expect(outcome.violations).toBe(0);
    const least = services
      .flatMap(({ buckets, from }) => buckets.slice(from))
      .reduce((sum, { demand }) => sum + Math.ceil(demand / 0.9), 0);
    expect(outcome.instanceBuckets).toBe(least);
  });

  it('forecasts that know what comes need fewer instances and violate less than the tuned reactive rule', () => {
    const { scalers } = compareScalers(fleet(7), fleet(11), POLICY, HOUR);
    const by = new Map(scalers.map(({ name, total: outcome }) => [name, outcome]));
    const [forecast, rule] = [by.get('forecast'), by.get('reactive')];
    expect(forecast?.violations).toBeLessThan(rule?.violations ?? 0);
    expect(forecast?.instanceBuckets).toBeLessThan(rule?.instanceBuckets ?? 0);
    expect(forecast?.buckets).toBe(960);
    expect(by.get('rhythm')?.violations).toBeGreaterThanOrEqual(forecast?.violations ?? 0);
    expect([...by.keys()]).toEqual(['static', 'reactive', 'forecast', 'rhythm', 'perfect']);
  });

  it('tunes the reactive rule for the costs it is judged by', () => {
    const cheap = tuneReactive(fleet(5), { ...POLICY, violationCost: 1 });
    const dear = tuneReactive(fleet(5), { ...POLICY, violationCost: 500 });
    expect(dear.reactiveTarget).toBeLessThan(cheap.reactiveTarget);
  });

  it('spends on fewer violations what it saves beyond its margin, and nothing where there is no saving', () => {
    const tuned = (reactiveTarget: number) =>
      tuneForecastLed(fleet(5), { ...POLICY, reactiveTarget, downAfter: 1 }, HOUR).violationCost;
    expect(tuned(0.4)).toBeGreaterThan(tuned(0.75));
    expect(tuned(0.85)).toBe(25);
  });
});
