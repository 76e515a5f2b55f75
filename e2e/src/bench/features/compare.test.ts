import { describe, expect, it } from 'vitest';
import { largestDistance } from './compare.ts';

describe('largest distance', () => {
  it('is relative above one and absolute below', () => {
    expect(largestDistance(Float64Array.of(1000, 0.25), Float64Array.of(1001, 0.25))).toBeCloseTo(
      1 / 1001,
      12,
    );
    expect(largestDistance(Float64Array.of(0.5), Float64Array.of(0.25))).toBe(0.25);
  });

  it('takes missing for missing alone', () => {
    expect(largestDistance(Float64Array.of(NaN, 1), Float64Array.of(NaN, 1))).toBe(0);
    expect(largestDistance(Float64Array.of(NaN), Float64Array.of(0))).toBe(Infinity);
    expect(largestDistance(Float64Array.of(1, 2), Float64Array.of(1))).toBe(Infinity);
  });
});
