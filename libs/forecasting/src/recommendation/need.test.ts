import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceAbove } from './error-tail.ts';
import { need, reactive } from './need.ts';
import { DEFAULT_POLICY } from './policy.ts';

describe('need', () => {
  it('costs least: no other number of instances has less of instances and risk together', () => {
    const errors = { slow: 0.2, fast: 0.2, count: 100 };
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 20, noNaN: true }), (peak) => {
        const cost = (n: number) => n + 60 * chanceAbove(Math.log((n * 0.9) / peak) / 0.2);
        const now = { instances: 1, demand: 0 };
        const { instances } = need(now, Math.log(peak), errors, DEFAULT_POLICY);
        const least = Math.min(...Array.from({ length: 90 }, (_, i) => cost(i + 1)));
        expect(cost(instances)).toBeCloseTo(least, 9);
      }),
    );
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

describe('chanceAbove', () => {
  it('is the tail of Student’s distribution with 4 degrees of freedom', () => {
    // scipy.stats.t(4).sf
    for (const [x, sf] of [
      [0, 0.5],
      [1, 0.186950483150029],
      [-1, 0.813049516849971],
      [3, 0.019970984035859],
      [8, 0.000661948454609],
    ] as const)
      expect(chanceAbove(x)).toBeCloseTo(sf, 9);
  });
});
