import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ineligibility, isUsable } from './eligibility.ts';
import { fromZ, toZ } from './level-scale.ts';

describe('level and scale', () => {
  it('are undone, to rounding', () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    const scale = fc.double({ min: 1e-4, max: 1, noNaN: true });
    fc.assert(
      fc.property(fraction, fraction, scale, (y, level, spread) => {
        const back = fromZ(toZ(y, level, spread), level, spread);
        expect(Math.abs(back - y)).toBeLessThanOrEqual(1e-15);
      }),
    );
  });

  it('measure the distance in scales, and pass on what is missing', () => {
    expect(toZ(0.6, 0.5, 0.05)).toBeCloseTo(2, 12);
    expect(toZ(NaN, 0.5, 0.05)).toBeNaN();
    expect(fromZ(0, 0.5, 0.05)).toBe(0.5);
  });
});

describe('eligibility', () => {
  it('names why a row cannot be scored', () => {
    expect(ineligibility(0.4, 0.1)).toBeNull();
    expect(ineligibility(NaN, 0.1)).toBe('NO_LEVEL');
    expect(ineligibility(0.4, NaN)).toBe('WARMING_UP');
    expect(ineligibility(NaN, NaN)).toBe('NO_LEVEL');
    expect(ineligibility(0.4, 0)).toBe('WARMING_UP');
  });

  it('uses a row iff target, level and scale exist', () => {
    expect(isUsable(0.5, 0.4, 0.1)).toBe(true);
    expect(isUsable(NaN, 0.4, 0.1)).toBe(false);
    expect(isUsable(0.5, NaN, 0.1)).toBe(false);
    expect(isUsable(0.5, 0.4, NaN)).toBe(false);
  });
});
