import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdaptiveIntervals } from './adaptive-intervals.ts';
import { fitIntervals } from './fit-intervals.ts';
import { spreadOf } from './intervals.ts';
import { replayIntervals } from './replay-intervals.ts';

const ascending = (n: number) => Float64Array.from({ length: n }, (_, i) => (i - (n - 1) / 2) / n);

describe('fitIntervals', () => {
  it('takes the tails of each service, and of all for those with few rows', () => {
    const fit = fitIntervals(
      new Map([
        ['wide', ascending(99).map((value) => 10 * value)],
        ['few', ascending(9)],
      ]),
    );
    expect(Object.keys(fit.services)).toEqual(['wide']);
    expect(spreadOf(fit, 'wide').upper).toBeCloseTo(10 * (40 / 99), 12);
    expect(spreadOf(fit, 'wide').lower).toBeCloseTo(-10 * (40 / 99), 12);
    expect(spreadOf(fit, 'few')).toBe(fit.pooled);
    expect(spreadOf(fit, 'constructor')).toBe(fit.pooled);
  });

  it('covers at least four fifths of what it was made of, and always holds the prediction', () => {
    const residuals = fc.float64Array({
      min: -5,
      max: 5,
      noNaN: true,
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(residuals, (values) => {
        const { pooled } = fitIntervals(new Map([['web', values]]));
        const inside = values.filter((value) => value >= pooled.lower && value <= pooled.upper);
        expect(inside.length).toBeGreaterThanOrEqual(0.8 * values.length - 2);
        expect(pooled.lower).toBeLessThan(0);
        expect(pooled.upper).toBeGreaterThan(0);
      }),
    );
  });

  it('refuses none, and what is no number', () => {
    expect(() => fitIntervals(new Map())).toThrow(/residuals must be finite, and at least one/);
    expect(() => fitIntervals(new Map([['web', Float64Array.of(1, NaN)]]))).toThrow(/finite/);
  });
});

describe('AdaptiveIntervals', () => {
  const spread = { lower: -0.5, upper: 0.5 };
  const fit = { coverage: 0.8, pooled: spread, services: {} };
  /** Share of truths inside, over the second half of a series. */
  const coverage = (truths: readonly number[]): number => {
    const intervals = new AdaptiveIntervals(fit);
    const inside = truths.map((truth) => {
      const given = intervals.interval('web', 0.5, 0.1);
      intervals.observe('web', given, truth);
      return truth >= given.lower && truth <= given.upper;
    });
    const late = inside.slice(truths.length / 2);
    return late.filter(Boolean).length / late.length;
  };

  it.each([
    ['as wide as was thought', 0.1],
    ['far wider', 0.4],
    ['far narrower', 0.01],
  ])('covers four fifths of errors that are %s', (_what, width) => {
    const truths = Array.from(
      { length: 2000 },
      (_, i) => 0.5 + width * (((i * 0.618034) % 1) - 0.5),
    );
    expect(coverage(truths)).toBeGreaterThan(0.77);
    expect(coverage(truths)).toBeLessThan(0.83);
  });

  it('learns of one service nothing for another, and stays a fraction', () => {
    const intervals = new AdaptiveIntervals(fit);
    const before = intervals.interval('db', 0.98, 0.1);
    for (let i = 0; i < 50; i++) intervals.observe('web', before, 0);
    expect(intervals.interval('db', 0.98, 0.1)).toEqual(before);
    expect(before.upper).toBe(1);
    expect(intervals.interval('web', 0.5, 0.1).lower).toBeLessThan(before.lower);
  });
});

describe('replayIntervals', () => {
  it('adapts to nothing that was not known yet', () => {
    const fit = { coverage: 0.8, pooled: { lower: -1, upper: 1 }, services: {} };
    const minutes = [0, 30, 60, 90, 120];
    const rows = {
      service: 'web',
      times: Float64Array.from(minutes, (minute) => minute * 60_000),
      predicted: new Float64Array(5).fill(0.5),
      scale: new Float64Array(5).fill(0.1),
      truth: Float64Array.of(0.9, 0.5, 0.5, 0.5, 0.5),
    };
    const uppers = replayIntervals(fit, rows).map(({ upper }) => upper);
    expect(uppers.slice(0, 2)).toEqual([0.6, 0.6]);
    // The miss of the first row is known an hour later, the hit of the second half an hour after that.
    expect(uppers[2]).toBeGreaterThan(0.6);
    expect(uppers[3]).toBeLessThan(uppers[2] ?? 0);
  });
});
