import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubleBelow, floatBelow } from './next-below.ts';

describe('floatBelow', () => {
  it('turns < into ≤ for every pair of floats', () => {
    const float = fc.float({ noNaN: true });
    fc.assert(
      fc.property(float, float, (a, b) => {
        expect(a <= floatBelow(b)).toBe(a < b);
        expect(b <= floatBelow(b)).toBe(b === -Infinity);
        expect(floatBelow(b)).toBe(Math.fround(floatBelow(b)));
      }),
    );
  });

  it('crosses zero, and stops at the ends', () => {
    const denormal = 2 ** -149;
    expect([floatBelow(0), floatBelow(-0), floatBelow(denormal)]).toEqual([
      -denormal,
      -denormal,
      0,
    ]);
    expect(floatBelow(-Infinity)).toBe(-Infinity);
    expect(floatBelow(Infinity)).toBe((2 - 2 ** -23) * 2 ** 127);
    expect(floatBelow(NaN)).toBeNaN();
  });
});

describe('doubleBelow', () => {
  it('leaves no double between', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        const below = doubleBelow(x);
        const middle = below / 2 + x / 2;
        expect(below).toBeLessThan(x);
        if (Math.abs(x) > 1e-300) expect(middle === x || middle === below).toBe(true);
      }),
    );
    expect([doubleBelow(0), doubleBelow(-0)]).toEqual([-5e-324, -5e-324]);
    expect(doubleBelow(-Infinity)).toBe(-Infinity);
    expect(doubleBelow(NaN)).toBeNaN();
  });
});
