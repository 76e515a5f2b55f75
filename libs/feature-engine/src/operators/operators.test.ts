import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  INTERACTION_COUNT,
  interactionColumns,
  METRIC_COUNT,
  writeInteractions,
} from '../index.ts';
import { Calendar, TEMPORAL_COUNT } from './calendar.ts';
import { scaleOf } from './relative.ts';

describe('calendar', () => {
  const features = (...date: [number, number, number, number, number]): number[] => {
    const out = new Float64Array(TEMPORAL_COUNT + 1);
    new Calendar().write(Date.UTC(...date), out, 1);
    return [...out.subarray(1)];
  };

  it('places an hour, a weekday, a day and a month on their circles', () => {
    // Wednesday, 31 January 2024, 06:00 UTC
    const wednesday = (2 * Math.PI * 2) / 7;
    const last = (2 * Math.PI * 30) / 31;
    const expected = [
      1,
      0,
      Math.sin(wednesday),
      Math.cos(wednesday),
      Math.sin(last),
      Math.cos(last),
    ];
    features(2024, 0, 31, 6, 0).forEach((value, i) =>
      expect(value).toBeCloseTo([...expected, 0, 1, 0, 0][i] ?? NaN, 12),
    );
  });

  it('takes nine to five on weekdays for business hours', () => {
    const flags = (...date: [number, number, number, number, number]): number[] =>
      features(...date).slice(8);
    expect(flags(2024, 1, 29, 8, 59)).toEqual([0, 0]);
    expect(flags(2024, 1, 29, 9, 0)).toEqual([0, 1]);
    expect(flags(2024, 1, 29, 16, 59)).toEqual([0, 1]);
    expect(flags(2024, 1, 29, 17, 0)).toEqual([0, 0]);
    expect(flags(2024, 2, 2, 12, 0)).toEqual([1, 0]);
    expect(flags(2024, 2, 3, 12, 0)).toEqual([1, 0]);
    expect(flags(1969, 11, 29, 12, 0)).toEqual([0, 1]);
  });
});

describe('scale', () => {
  it('is missing on too few values and never below its floor', () => {
    expect(scaleOf(0.2, 5, 6)).toBeNaN();
    expect(scaleOf(0.2, 6, 6)).toBe(0.2);
    expect(scaleOf(0, 6, 6)).toBe(1e-4);
    expect(scaleOf(NaN, 1, 6)).toBeNaN();
  });
});

describe('interactions', () => {
  const row = fc.array(fc.oneof(fc.constant(NaN), fc.double({ min: 0, max: 1e5, noNaN: true })), {
    minLength: METRIC_COUNT + 1,
    maxLength: METRIC_COUNT + 1,
  });

  it('are products, guarded ratios and the share of the cluster', () => {
    const out = new Float64Array(INTERACTION_COUNT + 2);
    writeInteractions(Float64Array.of(9, 0.5, 0.25, 3, 4, 100, 20, 0.1, 2), 1, 400, out, 1);
    expect(out[1]).toBe(0.125);
    expect(out[28]).toBe(0.1 * 2);
    expect(out[29]).toBe(0.5 / (0.25 + 1e-9));
    expect(out[36]).toBe(100 / (2 + 1e-9));
    expect(out[37]).toBe(100 / (400 + 1e-9));
    expect([out[0], out[38]]).toEqual([0, 0]);
  });

  it('are the same bits by row and by column', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
        const column = (m: number): Float64Array => Float64Array.from(rows, (r) => r[m] ?? NaN);
        const metrics = Array.from({ length: METRIC_COUNT }, (_, m) => column(m));
        const columns = Array.from(
          { length: INTERACTION_COUNT },
          () => new Float64Array(rows.length),
        );
        interactionColumns(metrics, column(METRIC_COUNT), columns);
        const out = new Float64Array(INTERACTION_COUNT);
        rows.forEach((values, i) => {
          writeInteractions(Float64Array.from(values), 0, values[METRIC_COUNT] ?? NaN, out, 0);
          expect(columns.map((c) => c[i])).toEqual([...out]);
        });
      }),
    );
  });
});
