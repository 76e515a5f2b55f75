import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countBins, quantileEdges } from './quantile-bins.ts';

const values = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 5 }),
    fc.double({ min: -10, max: 10, noNaN: true }),
    fc.constant(NaN),
  ),
  { minLength: 1, maxLength: 60 },
);

describe('quantile bins', () => {
  it('count every value once, in a bin that holds it', () => {
    fc.assert(
      fc.property(values, values, fc.integer({ min: 1, max: 12 }), (a, b, bins) => {
        const edges = quantileEdges(Float64Array.from(a), bins);
        expect(edges).toEqual([...new Set(edges)].sort((x, y) => x - y));
        const counted = countBins(Float64Array.from(a), Float64Array.from(b), edges);
        expect(counted).toHaveLength(edges.length + 1);
        const within = (side: number[], bin: number) =>
          side.filter((v) => v > (edges[bin - 1] ?? -Infinity) && v <= (edges[bin] ?? Infinity));
        expect(counted.map(({ reference }) => reference)).toEqual(
          counted.map((_, bin) => within(a, bin).length),
        );
        expect(counted.map(({ current }) => current)).toEqual(
          counted.map((_, bin) => within(b, bin).length),
        );
      }),
    );
  });

  it('are deciles: equally filled by distinct values', () => {
    const reference = Float64Array.from({ length: 100 }, (_, i) => i);
    const counted = countBins(reference, reference, quantileEdges(reference, 10));
    expect(counted.map((c) => c.reference)).toEqual(new Array(10).fill(10));
    expect(counted[0]?.category).toBe('≤ 9');
    expect(counted[1]?.category).toBe('9 … 19');
    expect(counted[9]?.category).toBe('> 89');
  });

  it('are two around a reference that never changes', () => {
    const still = new Float64Array(20).fill(3);
    const edges = quantileEdges(still, 10);
    expect(edges).toEqual([3]);
    expect(countBins(still, Float64Array.of(2, 4, 5), edges)).toEqual([
      { category: '≤ 3', reference: 20, current: 1 },
      { category: '> 3', reference: 0, current: 2 },
    ]);
  });
});
