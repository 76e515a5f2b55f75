import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchBuckets } from '../index.ts';
import {
  aggregateBuckets,
  BatchEngine,
  DAY_MS,
  FeatureMatrix,
  HOUR_MS,
  targetColumn,
  VECTOR_COLUMNS,
} from '../index.ts';
import { logArbitrary } from '../parity/log-arbitrary.ts';

const from = ({ ends, metrics, arrivalSeqs }: BatchBuckets, row: number): BatchBuckets => ({
  ends: ends.slice(row),
  metrics: metrics.map((metric) => metric.slice(row)),
  arrivalSeqs: arrivalSeqs.slice(row),
});

describe('batch engine', () => {
  it('gives a row the same bits from whatever start its longest window is complete', () => {
    fc.assert(
      fc.property(logArbitrary(800), fc.double({ min: 0, max: 1, noNaN: true }), (log, share) => {
        const buckets = aggregateBuckets(log.batches.flat(), log.cadenceMs);
        const { ends } = buckets;
        const engine = new BatchEngine(log.cadenceMs);
        const all = engine.append(buckets, new FeatureMatrix(ends.length));
        const start = Math.floor(share * (ends.length - 1));
        const later = from(buckets, start);
        const some = engine.append(later, new FeatureMatrix(later.ends.length));
        const lost = ends[start - 1] ?? -Infinity;
        const first = ends.findIndex(
          (end) => end - 7 * DAY_MS >= lost && end >= (ends[start] ?? 0),
        );
        if (first < 0) return;
        [...all.columns, all.revisions].forEach((column, c) => {
          const other = c < some.columns.length ? some.columns[c] : some.revisions;
          expect(other?.slice(first - start)).toEqual(column.slice(first));
        });
      }),
      { numRuns: 60, endOnFailure: true },
    );
  }, 120_000);

  it('appends services one after the other and says when the matrix is full', () => {
    const buckets = {
      ends: Float64Array.of(HOUR_MS, 2 * HOUR_MS),
      metrics: Array.from({ length: 8 }, () => Float64Array.of(0.25, 0.5)),
      arrivalSeqs: Float64Array.of(7, 5),
    };
    const matrix = new FeatureMatrix(5);
    const engine = new BatchEngine(HOUR_MS);
    engine.append(buckets, matrix);
    engine.append(buckets, matrix);
    const lag = VECTOR_COLUMNS.findIndex((column) => column.name === 'cpu_lag_1');
    expect([...(matrix.view().columns[lag] ?? [])]).toEqual([NaN, 0.25, NaN, 0.25]);
    expect([...matrix.view().revisions]).toEqual([7, 7, 7, 7]);
    expect(() => engine.append(buckets, matrix)).toThrow('room for 5 rows, not for 6');
    matrix.clear();
    expect(matrix.rows).toBe(0);
    const nothing = { ends: new Float64Array(0), metrics: [], arrivalSeqs: new Float64Array(0) };
    expect(engine.append(nothing, matrix).ends).toHaveLength(0);
  });
});

describe('target', () => {
  const of = (cpu: readonly number[], minutes: number): number => {
    const cadence = minutes * 60_000;
    const out = new Float64Array(cpu.length);
    const ends = Float64Array.from(cpu, (_, i) => (i + 1) * cadence);
    targetColumn(ends, Float64Array.from(cpu), cadence, out);
    return out[0] ?? NaN;
  };

  it('is the mean cpu of the coming hour, its own bucket left out', () => {
    expect(of([9, 0.25], 60)).toBe(0.25);
    expect(of([9, 0.25, 0.5, 0.75, 0.5, 7], 15)).toBe(0.5);
  });

  it('wants four fifths of the buckets', () => {
    expect(of([9, 1, 1, 1, NaN], 15)).toBeNaN();
    expect(of([9, 1, 1, NaN, 1, 1, 1], 10)).toBe(1);
    expect(of([9, 1, 1, NaN, NaN, 1, 1], 10)).toBeNaN();
    expect(of([9], 60)).toBeNaN();
  });
});
