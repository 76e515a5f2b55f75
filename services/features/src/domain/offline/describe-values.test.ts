import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeNumbers } from './describe-values.ts';

it('tells the figures of a small set', () => {
  const { count, missing, numbers } = describeNumbers(Float64Array.of(4, NaN, 1, 3, 2));
  expect({ count, missing }).toEqual({ count: 5, missing: 1 });
  expect(numbers).toMatchObject({
    mean: 2.5,
    min: 1,
    max: 4,
    quantiles: { '0.5': 2.5, '0.25': 1.75 },
  });
  expect(numbers?.std).toBeCloseTo(Math.sqrt(5 / 3), 12);
});

it('has no figures without a value, and no spread with one', () => {
  expect(describeNumbers(Float64Array.of(NaN))).toEqual({ count: 1, missing: 1, numbers: null });
  expect(describeNumbers(Float64Array.of(7)).numbers).toMatchObject({
    std: null,
    histogram: { edges: [7, 7], counts: [1] },
  });
});

it('a histogram holds every value, each in its bin', () => {
  const values = fc.float64Array({
    noNaN: true,
    noDefaultInfinity: true,
    min: -1e9,
    max: 1e9,
    minLength: 2,
  });
  fc.assert(
    fc.property(values, (all) => {
      const { numbers } = describeNumbers(all);
      const { edges = [], counts = [] } = numbers?.histogram ?? {};
      expect(counts.reduce((sum, n) => sum + n, 0)).toBe(all.length);
      if (counts.length === 1) return;
      counts.forEach((n, i) => {
        const [low = NaN, high = NaN] = [edges[i], edges[i + 1]];
        const last = i === counts.length - 1;
        const inside = all.filter((v) => v >= low && (v < high || (last && v <= high)));
        expect(n).toBe(inside.length);
      });
    }),
  );
});
