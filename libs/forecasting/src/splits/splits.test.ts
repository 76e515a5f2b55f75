import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutPoints, type ServiceSpan } from './cut-points.ts';
import { rollingOrigins } from './rolling-origin.ts';
import { splitOf } from './split-of.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const span = (service: string, first: number, last: number, cluster = 'a'): ServiceSpan => ({
  service,
  cluster,
  first,
  last,
});

describe('cutPoints', () => {
  it('cuts at 70 % and 85 % of first…last', () => {
    expect(cutPoints([span('x', 1000, 2000)]).get('x')).toEqual({
      validation: 1700,
      test: 1850,
      end: 2000,
    });
  });

  it('shares cuts, over the span of all, where both ends agree within 5 %', () => {
    const cuts = cutPoints([span('x', 0, 1000), span('y', 50, 1040), span('z', 60, 1000)]);
    expect(cuts.get('x')).toEqual({
      validation: 0.7 * 1040,
      test: 0.85 * 1040,
      end: 1040,
    });
    expect(cuts.get('y')).toEqual(cuts.get('x'));
    expect(cuts.get('z')).toEqual({
      validation: 60 + 0.7 * 940,
      test: 60 + 0.85 * 940,
      end: 1000,
    });
  });

  it('shares nothing between clusters', () => {
    const cuts = cutPoints([span('x', 0, 1000, 'a'), span('y', 10, 1000, 'b')]);
    expect(cuts.get('y')).not.toEqual(cuts.get('x'));
  });

  it('refuses a service twice and a span that ends before it begins', () => {
    expect(() => cutPoints([span('x', 0, 1), span('x', 0, 1)])).toThrow(/'x' has two spans/);
    expect(() => cutPoints([span('x', 2, 1)])).toThrow(/first must not be after last/);
  });

  it('does not depend on the order of the services', () => {
    const spans = fc.uniqueArray(
      fc.record({
        service: fc.stringMatching(/^[a-e]$/),
        first: fc.nat(100),
        length: fc.nat(1000),
      }),
      { selector: (item) => item.service },
    );
    fc.assert(
      fc.property(spans, (items) => {
        const all = items.map((item) => span(item.service, item.first, item.first + item.length));
        const forwards = cutPoints(all);
        expect(new Map(cutPoints([...all].reverse()))).toEqual(forwards);
        expect(forwards.size).toBe(all.length);
      }),
    );
  });
});

describe('splitOf', () => {
  const cuts = { validation: 70 * DAY, test: 85 * DAY, end: 100 * DAY };

  it('drops the hour up to a cut from the earlier part', () => {
    expect(splitOf(cuts.validation - HOUR, cuts)).toBe('train');
    expect(splitOf(cuts.validation - HOUR + 1, cuts)).toBeNull();
    expect(splitOf(cuts.validation, cuts)).toBeNull();
    expect(splitOf(cuts.validation + 1, cuts)).toBe('validation');
    expect(splitOf(cuts.test - HOUR, cuts)).toBe('validation');
    expect(splitOf(cuts.test, cuts)).toBeNull();
    expect(splitOf(cuts.test + 1, cuts)).toBe('test');
    expect(splitOf(cuts.end, cuts)).toBe('test');
    expect(splitOf(cuts.end + 1, cuts)).toBeNull();
  });

  it('never lets the target of one part reach the rows of the next, however short the span', () => {
    const rank = { train: 0, validation: 1, test: 2 };
    fc.assert(
      fc.property(fc.nat(3 * HOUR), fc.nat(), fc.nat(), (length, a, b) => {
        const short = cutPoints([span('x', 0, length)]).get('x');
        if (!short) throw new Error('no cuts');
        const [early, late] = [a % (length + 1), b % (length + 1)];
        const [first, second] = [splitOf(early, short), splitOf(late, short)];
        if (first === null || second === null || rank[first] >= rank[second]) return;
        expect(early + HOUR).toBeLessThan(late);
      }),
    );
  });
});

describe('rollingOrigins', () => {
  it('tests the last tenths, one after the other', () => {
    expect(rollingOrigins(2)).toEqual([
      { validation: 0.65, test: 0.8, end: 0.9 },
      { validation: 0.75, test: 0.9, end: 1 },
    ]);
  });

  it('tests every row after the first origin once, and none that it has learnt from', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 10, max: 300 }), (k, hours) => {
        const folds = rollingOrigins(k).map((shares) =>
          cutPoints([span('x', HOUR, hours * HOUR)], shares).get('x'),
        );
        const first = folds[0]?.test ?? NaN;
        const wrong = Array.from({ length: hours }, (_, i) => (i + 1) * HOUR).filter((t) => {
          const parts = folds.map((cuts) => cuts && splitOf(t, cuts));
          const tests = parts.filter((part) => part === 'test').length;
          // Later folds have seen what they come after, earlier ones never.
          const seen = parts.slice(0, Math.max(0, parts.indexOf('test'))).some(Boolean);
          return seen || tests !== (t > first ? 1 : 0);
        });
        expect(wrong).toEqual([]);
      }),
    );
  });

  it.each([0, 6, 1.5])('refuses %d folds', (folds) => {
    expect(() => rollingOrigins(folds)).toThrow(/ask for 1 to 5/);
  });
});
