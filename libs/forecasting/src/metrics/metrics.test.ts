import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayBefore } from './day-before.ts';
import { meanAbsoluteError } from './errors.ts';
import { evaluate, type ServiceRows } from './evaluate.ts';

const HOUR = 3_600_000;
const f64 = (...values: number[]) => Float64Array.from(values);
const rows = (over: Partial<ServiceRows> = {}): ServiceRows => ({
  service: 'a',
  actual: f64(1, 2, 3, 4),
  predicted: f64(1, 3, 3, 2),
  level: f64(0, 2, 2, 4),
  dayBefore: f64(NaN, 0, 3, 5),
  trainPersistenceMae: 0.5,
  ...over,
});

describe('evaluate', () => {
  it('computes each error from its definition', () => {
    const result = evaluate([rows()]);
    expect(result.rows).toBe(4);
    expect(result.mae).toBe(3 / 4);
    expect(result.rmse).toBe(Math.sqrt(5 / 4));
    expect(result.r2).toBe(1 - 5 / 5);
    expect(result.mase).toBe(1.5);
    expect(result.persistence).toMatchObject({ rows: 4, pooled: 3 / 2, serviceMean: 3 / 2 });
  });

  it('takes a row without the yardstick out of both sides', () => {
    expect(evaluate([rows()]).seasonal).toMatchObject({ rows: 3, pooled: 3 / 3 });
    const none = evaluate([rows({ dayBefore: f64(NaN, NaN, NaN, NaN) })]).seasonal;
    expect(none).toEqual({ rows: 0, pooled: null, serviceMean: null, perService: new Map() });
  });

  it('pools rows, and averages the ratios of services without weights', () => {
    const short = rows({
      service: 'b',
      actual: f64(1),
      predicted: f64(1.5),
      level: f64(3),
      dayBefore: f64(NaN),
      trainPersistenceMae: 0,
    });
    const { persistence, mase, r2 } = evaluate([rows(), short]);
    expect(persistence.pooled).toBe(3.5 / 4);
    expect(persistence.serviceMean).toBe((3 / 2 + 0.25) / 2);
    expect(Object.fromEntries(persistence.perService)).toEqual({ a: 1.5, b: 0.25 });
    // The median of 1.5 and 0.5 over the floor of 1e-4.
    expect(mase).toBe((1.5 + 0.5 / 1e-4) / 2);
    expect(r2).toBeCloseTo(1 - 5.25 / 6.8, 12);
  });

  it('has no ratio to a yardstick without error, and no MASE without training rows', () => {
    const still = rows({ level: f64(1, 2, 3, 4), trainPersistenceMae: NaN });
    const { persistence, mase } = evaluate([still]);
    expect(persistence).toEqual({
      rows: 4,
      pooled: null,
      serviceMean: null,
      perService: new Map(),
    });
    expect(mase).toBeNull();
  });

  it('calls constant actual values explained only by a perfect prediction', () => {
    const constant = { actual: f64(2, 2), level: f64(1, 1), dayBefore: f64(1, 1) };
    expect(evaluate([rows({ ...constant, predicted: f64(2, 2) })]).r2).toBe(1);
    expect(evaluate([rows({ ...constant, predicted: f64(2, 3) })]).r2).toBe(0);
  });

  it('is 1 for every ratio when the model is the yardstick', () => {
    const series = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: 3,
      maxLength: 30,
    });
    fc.assert(
      fc.property(series, series, (a, b) => {
        const length = Math.min(a.length, b.length);
        const [actual, level] = [f64(...a.slice(0, length)), f64(...b.slice(0, length))];
        const own = { actual, level, predicted: level, dayBefore: level };
        const { persistence, seasonal, mae } = evaluate([rows(own)]);
        fc.pre(mae > 0);
        expect([persistence.pooled, seasonal.pooled, persistence.serviceMean]).toEqual([1, 1, 1]);
      }),
    );
  });

  it('refuses an empty split, a missing prediction and unequal columns', () => {
    const empty = { actual: f64(), predicted: f64(), level: f64(), dayBefore: f64() };
    expect(() => evaluate([rows(empty)])).toThrow(/the split is empty/);
    expect(() => evaluate([rows({ predicted: f64(1, NaN, 3, 4) })])).toThrow(
      /service 'a': predicted is NaN in row 1/,
    );
    expect(() => evaluate([rows({ level: f64(1) })])).toThrow(/columns of 4, 4, 1, 4 rows/);
  });
});

describe('meanAbsoluteError', () => {
  it('is NaN over no rows', () => {
    expect(meanAbsoluteError(f64(1, 4), f64(2, 2))).toBe(1.5);
    expect(meanAbsoluteError(f64(), f64())).toBeNaN();
  });
});

describe('dayBefore', () => {
  it('is the target at exactly t − 24 h, and missing where no row has that t', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(80), { maxLength: 60 }), (hours) => {
        const t = Float64Array.from(
          hours.sort((a, b) => a - b),
          (hour) => hour * HOUR,
        );
        const target = t.map((time) => time / 7);
        const expected = t.map((time) =>
          t.includes(time - 24 * HOUR) ? (time - 24 * HOUR) / 7 : NaN,
        );
        expect(dayBefore(t, target)).toEqual(expected);
      }),
    );
  });

  it('wants ascending times', () => {
    expect(() => dayBefore(f64(2, 2), f64(1, 1))).toThrow(/row 1 does not/);
  });
});
