import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import scipy from '../fixtures/scipy.json' with { type: 'json' };
import { chiSquared } from './chi-squared.ts';
import { twoSampleKs } from './two-sample-ks.ts';

/** Relative agreement, so that a p-value of 1e-40 is compared in its digits too. */
const agrees = (actual: number, expected: number) =>
  expect(Math.abs(actual / expected - 1)).toBeLessThan(1e-9);

describe('twoSampleKs', () => {
  it.each(scipy.ks)('equals scipy exactly: $statistic', ({ a, b, statistic, pValue }) => {
    const result = twoSampleKs(Float64Array.from(a), Float64Array.from(b));
    agrees(result.statistic, statistic);
    agrees(result.pValue, pValue);
  });

  it('is symmetric, bounded, and 0 for a sample against itself', () => {
    const sample = fc
      .array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 30 })
      .map((values) => Float64Array.from(values));
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const { statistic, pValue } = twoSampleKs(a, b);
        expect(statistic).toBeGreaterThanOrEqual(0);
        expect(statistic).toBeLessThanOrEqual(1);
        expect(pValue).toBeGreaterThan(0);
        expect(pValue).toBeLessThanOrEqual(1);
        expect(twoSampleKs(b, a).statistic).toBe(statistic);
        expect(twoSampleKs(a, a)).toEqual({ statistic: 0, pValue: 1 });
      }),
    );
  });

  it('skips missing values and refuses an empty sample', () => {
    const gappy = Float64Array.of(1, Number.NaN, 2);
    expect(twoSampleKs(gappy, Float64Array.of(1, 2)).statistic).toBe(0);
    expect(() => twoSampleKs(Float64Array.of(Number.NaN), gappy)).toThrow(RangeError);
  });

  it('goes over to the limit law for large samples without a jump', () => {
    const ramp = (n: number, shift: number) =>
      Float64Array.from({ length: n }, (_, i) => i / n + shift);
    const exact = twoSampleKs(ramp(10_000, 0), ramp(10_000, 0.01)).pValue;
    const limit = twoSampleKs(ramp(10_001, 0), ramp(10_001, 0.01)).pValue;
    expect(Math.abs(limit / exact - 1)).toBeLessThan(0.05);
  });
});

describe('chiSquared', () => {
  it.each(scipy.chi)('equals scipy: $statistic', ({ table, statistic, dof, pValue }) => {
    const result = chiSquared(table);
    agrees(result.statistic, statistic);
    expect(result.degreesOfFreedom).toBe(dof);
    agrees(result.pValue, pValue);
  });

  it('has p = 1 where one category is left, and refuses an empty row', () => {
    const one = chiSquared([
      [4, 0],
      [9, 0],
    ]);
    expect(one).toEqual({ statistic: 0, degreesOfFreedom: 0, pValue: 1 });
    expect(() => chiSquared([[1], [0]])).toThrow(RangeError);
  });
});
