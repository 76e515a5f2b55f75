import fc from 'fast-check';
import { expect, it } from 'vitest';
import { summarize } from './summary.ts';

it('counts, averages and spreads the values that are there', () => {
  expect(summarize(Float64Array.of(1, NaN, 3, 8))).toEqual({
    count: 3,
    missing: 1,
    mean: 4,
    std: Math.sqrt((9 + 1 + 16) / 2),
    min: 1,
    max: 8,
  });
});

it('tells nothing that too few values cannot tell', () => {
  const none = { mean: null, std: null, min: null, max: null };
  expect(summarize(Float64Array.of(NaN))).toEqual({ count: 0, missing: 1, ...none });
  expect(summarize(Float64Array.of(2))).toMatchObject({ count: 1, mean: 2, std: null });
});

it('has the spread of the values whatever is added to all of them', () => {
  const values = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 50 });
  fc.assert(
    fc.property(values, fc.integer({ min: 0, max: 1e9 }), (numbers, offset) => {
      const here = summarize(Float64Array.from(numbers));
      const there = summarize(Float64Array.from(numbers, (value) => value + offset));
      expect(there.std).toBeCloseTo(here.std ?? NaN, 6);
      expect(there.mean).toBeCloseTo((here.mean ?? NaN) + offset, 5);
    }),
  );
});
