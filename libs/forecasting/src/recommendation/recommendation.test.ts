import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareScalers, tuneReactive } from './compare.ts';
import { DemandErrors } from './demand-errors.ts';
import { DEFAULT_POLICY } from './policy.ts';
import { reactive, recommend } from './recommend.ts';
import { replay, total, type ReplayService } from './replay.ts';
import { forecastLed, perfect } from './scalers.ts';
import { steady, UNCHANGED } from './steady.ts';

/** Errors of a fleet whose demand is forecast × e^±spread, evenly. */
function seasoned(spread: number, services = ['a']): DemandErrors {
  const errors = new DemandErrors();
  for (let i = 0; i < 400; i++) {
    for (const service of services)
      errors.observe(service, 1, Math.exp(spread * (((i * 7) % 41) / 20 - 1)));
  }
  return errors;
}

const positive = fc.double({ min: 0.01, max: 200, noNaN: true });

describe('recommend', () => {
  it('keeps within its bounds and never under the floor of present demand', () => {
    const errors = seasoned(0.2);
    fc.assert(
      fc.property(
        positive,
        positive,
        fc.integer({ min: 1, max: 50 }),
        (demand, forecast, instances) => {
          const policy = { ...DEFAULT_POLICY, max: 40 };
          const need = recommend({ service: 'a', instances, demand, forecast }, errors, policy);
          const floor = Math.min(40, Math.ceil((demand * 1.1) / 0.9));
          expect(need.instances).toBeGreaterThanOrEqual(Math.max(1, floor));
          expect(need.instances).toBeLessThanOrEqual(40);
        },
      ),
    );
  });

  it('asks for more the dearer a violation, and the more uncertain the forecast', () => {
    const at = (violationCost: number, spread: number) =>
      recommend({ service: 'a', instances: 8, demand: 1, forecast: 8 }, seasoned(spread), {
        ...DEFAULT_POLICY,
        violationCost,
      }).instances;
    expect(at(100, 0.2)).toBeGreaterThan(at(2, 0.2));
    expect(at(25, 0.4)).toBeGreaterThan(at(25, 0.05));
  });

  it('costs least: no other number of instances has less of instances and risk together', () => {
    const errors = seasoned(0.3);
    const sample = errors.sample();
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 20, noNaN: true }), (forecast) => {
        const cost = (n: number) => {
          const bad = sample.filter((e) => forecast * Math.exp(e * errors.scale('a')) > 0.9 * n);
          return n + (25 * bad.length) / sample.length;
        };
        const { instances } = recommend(
          { service: 'a', instances: 1, demand: 0, forecast },
          errors,
          DEFAULT_POLICY,
        );
        const least = Math.min(...Array.from({ length: 60 }, (_, i) => cost(i + 1)));
        expect(cost(instances)).toBeCloseTo(least, 9);
      }),
    );
  });

  it('reacts only, until it has seen enough errors, without a forecast, and where forecasts lately failed', () => {
    const situation = { service: 'a', instances: 10, demand: 9, forecast: 2 };
    expect(recommend(situation, new DemandErrors(), DEFAULT_POLICY).reason).toBe('reactive');
    const errors = seasoned(0.1, ['a', 'b', 'c']);
    expect(recommend({ ...situation, forecast: null }, errors, DEFAULT_POLICY).reason).toBe(
      'reactive',
    );
    expect(recommend({ ...situation, demand: 1 }, errors, DEFAULT_POLICY).reason).toBe('forecast');
    for (let i = 0; i < 4; i++) errors.observe('a', 2, 9);
    expect(recommend(situation, errors, DEFAULT_POLICY)).toEqual({
      instances: 14,
      reason: 'reactive',
      risk: null,
    });
    expect(recommend({ ...situation, service: 'b' }, errors, DEFAULT_POLICY).reason).toBe('floor');
  });

  it('refuses a demand that is no demand', () => {
    expect(() => new DemandErrors().observe('a', 0, 1)).toThrow("demand of 'a': forecast 0");
  });
});

describe('reactive', () => {
  it('brings the load to its target, and leaves it within 10 % of it', () => {
    const policy = { reactiveTarget: 0.5, min: 1, max: 30 };
    expect(reactive({ instances: 4, demand: 4 }, policy)).toBe(8);
    expect(reactive({ instances: 4, demand: 2.1 }, policy)).toBe(4);
    expect(reactive({ instances: 4, demand: 0.2 }, policy)).toBe(1);
    expect(reactive({ instances: 4, demand: 400 }, policy)).toBe(8);
  });
});

describe('steady', () => {
  const play = (wishes: readonly number[], downAfter: number, coolDown: number) => {
    let past = UNCHANGED;
    let current = 5;
    return wishes.map((wanted) => {
      const next = steady(current, wanted, past, { downAfter, coolDown });
      past = next.past;
      return (current = next.instances);
    });
  };
  it('goes up at once, and down to the most of a run of lower wishes', () => {
    expect(play([7, 3, 4, 2, 2], 3, 0)).toEqual([7, 7, 7, 4, 4]);
  });
  it('takes nothing away within the cool-down', () => {
    expect(play([7, 3, 3, 3], 1, 2)).toEqual([7, 7, 7, 3]);
  });
});

/** A day's wave with noise, and forecasts that know the wave. */
function fleet(seed: number): ReplayService[] {
  let state = seed;
  const random = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
  return ['a', 'b', 'c', 'd'].map((service, k) => {
    const wave = (i: number) =>
      (6 + k) * Math.exp(0.5 * Math.sin((2 * Math.PI * (i + 5 * k)) / 24));
    const buckets = Array.from({ length: 480 }, (_, i) => ({
      demand: wave(i) * Math.exp(0.2 * (random() - 0.5)),
      forecast: wave(i + 1),
    }));
    return { service, buckets, from: 240, instancesAtStart: 10 };
  });
}

describe('replay', () => {
  it('with perfect knowledge nothing is violated, and one instance fewer anywhere would violate', () => {
    const services = fleet(3);
    const outcome = total(replay(services, perfect(services, 0.9, DEFAULT_POLICY), 0.9).values());
    expect(outcome.violations).toBe(0);
    const least = services
      .flatMap(({ buckets, from }) => buckets.slice(from))
      .reduce((sum, { demand }) => sum + Math.ceil(demand / 0.9), 0);
    expect(outcome.instanceBuckets).toBe(least);
  });

  it('forecasts that know what comes need fewer instances and violate less than the tuned reactive rule', () => {
    const services = fleet(11);
    const { scalers } = compareScalers(services, services);
    const by = new Map(scalers.map(({ name, total: outcome }) => [name, outcome]));
    const [forecast, rule] = [by.get('forecast'), by.get('reactive')];
    expect(forecast?.violations).toBeLessThan(rule?.violations ?? 0);
    expect(forecast?.instanceBuckets).toBeLessThan(rule?.instanceBuckets ?? 0);
    expect(forecast?.buckets).toBe(960);
  });

  it('tunes the reactive rule for the costs it is judged by', () => {
    const cheap = tuneReactive(fleet(5), { ...DEFAULT_POLICY, violationCost: 1 });
    const dear = tuneReactive(fleet(5), { ...DEFAULT_POLICY, violationCost: 500 });
    expect(dear.reactiveTarget).toBeLessThan(cheap.reactiveTarget);
  });

  it('decides once a horizon, but follows the floor in between', () => {
    const demands = [1, 1, 9, 1];
    const seen: number[] = [];
    const scaler = forecastLed(DEFAULT_POLICY, 4);
    let instances = 2;
    demands.forEach((demand, index) => {
      const shown = Math.min(demand, instances);
      instances = scaler({ service: 'a', index, instances, demand: shown, forecast: 1 });
      seen.push(instances);
    });
    expect(seen).toEqual([2, 2, 3, 3]);
  });
});
