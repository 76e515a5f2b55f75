import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benjaminiHochberg, bonferroni } from './corrections.ts';

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });
const methods = [
  ['bonferroni', bonferroni],
  ['benjaminiHochberg', benjaminiHochberg],
] as const;

describe.each(methods)('%s', (_name, correct) => {
  it('never makes a p-value smaller, nor greater than 1', () => {
    fc.assert(
      fc.property(pValues, (p) => {
        const corrected = correct(p);
        expect(corrected).toHaveLength(p.length);
        corrected.forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(p[i] ?? NaN);
          expect(value).toBeLessThanOrEqual(1);
        });
      }),
    );
  });

  it('keeps the order of the tests by p, wherever they stand', () => {
    fc.assert(
      fc.property(pValues, (p) => {
        const corrected = correct(p);
        for (let i = 0; i < p.length; i++)
          for (let k = 0; k < p.length; k++)
            if ((p[i] ?? NaN) <= (p[k] ?? NaN))
              expect(corrected[i]).toBeLessThanOrEqual(corrected[k] ?? NaN);
        expect(correct([...p].reverse())).toEqual(corrected.reverse());
      }),
    );
  });

  it('leaves a single test as it is, and refuses what is no probability', () => {
    expect(correct([0.03])).toEqual([0.03]);
    expect(correct([])).toEqual([]);
    for (const bad of [NaN, -0.1, 1.1]) expect(() => correct([0.5, bad])).toThrow(/pValues\[1\]/);
  });
});

describe('benjaminiHochberg', () => {
  it("calls significant what the paper's rule does: all up to the greatest k with p(k) ≤ k·α/m", () => {
    fc.assert(
      fc.property(pValues, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (p, alpha) => {
        const sorted = [...p].sort((a, b) => a - b);
        // Away from the border, where rounding decides.
        const distance = sorted.map((value, i) => value - ((i + 1) * alpha) / p.length);
        fc.pre(distance.every((d) => Math.abs(d) > 1e-12));
        const last = distance.findLastIndex((d) => d < 0);
        const significant = benjaminiHochberg(p).filter((value) => value < alpha);
        expect(significant).toHaveLength(last + 1);
      }),
    );
  });

  it('equals the worked example: R p.adjust(c(.01,.02,.03,.04,.05), "BH")', () => {
    for (const value of benjaminiHochberg([0.01, 0.02, 0.03, 0.04, 0.05]))
      expect(value).toBeCloseTo(0.05, 12);
    expect(benjaminiHochberg([0.001, 0.8, 0.02])).toEqual([0.003, 0.8, 0.03]);
  });

  it('is never stricter than Bonferroni', () => {
    fc.assert(
      fc.property(pValues, (p) => {
        const strict = bonferroni(p);
        benjaminiHochberg(p).forEach((value, i) => {
          expect(value).toBeLessThanOrEqual(strict[i] ?? NaN);
        });
      }),
    );
  });
});
