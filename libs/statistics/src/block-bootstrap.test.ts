import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapRatios, ratioOf, shareOf } from './block-bootstrap.ts';
import { uniform } from './uniform.ts';

const OPTIONS = { blockLength: 6, resamples: 2_000 };

/** Errors of a day-long rhythm; the first model's are `ratio` times the second's, but for noise. */
function series(periods: number, ratio: number, seed: number) {
  const random = uniform(seed);
  const denominators = Float64Array.from(
    { length: periods },
    (_, i) => 2 + Math.sin(i / 4) + random(),
  );
  return { denominators, numerators: denominators.map((v) => v * ratio * (0.9 + 0.2 * random())) };
}

describe('bootstrapRatios', () => {
  it('holds every resample between the least and the greatest ratio of a block', () => {
    const sums = fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 9, noNaN: true }),
        fc.double({ min: 0.1, max: 9, noNaN: true }),
      ),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(
        sums,
        fc.integer({ min: 1, max: 50 }),
        fc.integer(),
        (pairs, blockLength, seed) => {
          const numerators = Float64Array.from(pairs, ([n]) => n);
          const denominators = Float64Array.from(pairs, ([, d]) => d);
          const single = numerators.map((n, i) => n / (denominators[i] ?? NaN));
          const ratios = bootstrapRatios(
            { numerators, denominators },
            { blockLength, resamples: 20, random: uniform(seed) },
          );
          for (const ratio of ratios) {
            expect(ratio).toBeGreaterThanOrEqual(Math.min(...single) - 1e-9);
            expect(ratio).toBeLessThanOrEqual(Math.max(...single) + 1e-9);
          }
        },
      ),
    );
  });

  it('is the same for the same seed, and of one value where one block is all there is', () => {
    const sums = series(50, 0.9, 1);
    const draw = (seed: number) => bootstrapRatios(sums, { ...OPTIONS, random: uniform(seed) });
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
    const whole = bootstrapRatios(sums, { ...OPTIONS, blockLength: 99, random: uniform(1) });
    expect(Math.max(...whole) - Math.min(...whole)).toBeLessThan(1e-9);
  });

  it('covers the true ratio in about nine of ten series by its middle 90 %', () => {
    const covered = Array.from({ length: 200 }, (_, seed) => {
      const ratios = bootstrapRatios(series(150, 0.97, seed), {
        ...OPTIONS,
        resamples: 400,
        random: uniform(seed),
      });
      const under = shareOf(ratios, (ratio) => ratio < 0.97);
      return under > 0.05 && under < 0.95;
    }).filter(Boolean).length;
    expect(covered).toBeGreaterThan(160);
    expect(covered).toBeLessThan(196);
  });

  it('takes equal errors, none at all among them, for equal', () => {
    const none = new Float64Array(8);
    const ratios = bootstrapRatios(
      { numerators: none, denominators: none },
      { ...OPTIONS, random: uniform(1) },
    );
    expect(shareOf(ratios, (ratio) => ratio === 1)).toBe(1);
    expect(ratioOf(1, 0)).toBe(Infinity);
  });

  it('refuses sums that are not paired', () => {
    const one = Float64Array.of(1);
    const options = { ...OPTIONS, random: uniform(1) };
    const empty = new Float64Array();
    expect(() => bootstrapRatios({ numerators: one, denominators: empty }, options)).toThrow(
      /1 num/,
    );
    expect(() => bootstrapRatios({ numerators: empty, denominators: empty }, options)).toThrow(
      /0 num/,
    );
  });
});
