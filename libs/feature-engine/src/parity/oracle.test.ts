import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aggregateBuckets,
  BatchEngine,
  FeatureMatrix,
  METRIC_INDEX,
  targetColumn,
  VECTOR_COLUMNS,
} from '../index.ts';
import { exactSum } from './exact-sum.ts';
import { logArbitrary } from './log-arbitrary.ts';
import { oracleBuckets, oracleTarget, oracleVector } from './oracle.ts';

/** Within 1e-9 · max(1, |x|) of the oracle's x, or missing where that is. */
const isClose = (value: number, x: number): boolean =>
  Number.isNaN(x) ? Number.isNaN(value) : Math.abs(value - x) <= 1e-9 * Math.max(1, Math.abs(x));

/** Names the columns that differ from the oracle's. */
function disagreements(
  expected: ReadonlyMap<string, number>,
  got: (i: number) => number,
): string[] {
  return VECTOR_COLUMNS.flatMap(({ name }, i) => {
    const x = expected.get(name) ?? Infinity;
    const value = got(i);
    const isClose = Math.abs(value - x) <= 1e-9 * Math.max(1, Math.abs(x));
    return isClose || (Number.isNaN(x) && Number.isNaN(value))
      ? []
      : [`${name}: ${value}, not ${x}`];
  });
}

describe('exact sum', () => {
  it('loses nothing where naive addition does', () => {
    expect(exactSum([1e100, 1, -1e100, 1e-30, 1])).toBe(2);
    expect(exactSum(Array.from({ length: 10 }, () => 0.1))).toBe(1);
  });
});

describe('batch', () => {
  it('is within 1e-9 of a brute-force oracle with exact sums, in all 345 columns and the target', () => {
    fc.assert(
      fc.property(logArbitrary(500), (log) => {
        const { cadenceMs } = log;
        const records = log.batches.flat();
        const buckets = aggregateBuckets(records, cadenceMs);
        const { columns } = new BatchEngine(cadenceMs).append(
          buckets,
          new FeatureMatrix(buckets.ends.length),
        );
        const cpu = buckets.metrics[METRIC_INDEX.cpu] ?? new Float64Array(0);
        const targets = new Float64Array(buckets.ends.length);
        targetColumn(buckets.ends, cpu, cadenceMs, targets);
        const oracle = oracleBuckets(records, cadenceMs);
        expect(oracle.map((bucket) => bucket.end)).toEqual([...buckets.ends]);
        oracle.forEach(({ end }, row) => {
          const expected = oracleVector(oracle, end, cadenceMs);
          expect(expected.size).toBe(VECTOR_COLUMNS.length);
          expect(disagreements(expected, (i) => columns[i]?.[row] ?? NaN)).toEqual([]);
          expect(isClose(targets[row] ?? Infinity, oracleTarget(oracle, end, cadenceMs))).toBe(
            true,
          );
        });
      }),
      { numRuns: 25, endOnFailure: true },
    );
  }, 120_000);

  it('keeps its accuracy where the mean is large and the spread is small', () => {
    const cadenceMs = 60_000;
    const ends = Float64Array.from({ length: 20_000 }, (_, i) => (28_000_000 + i) * cadenceMs);
    const values = ends.map((_, i) => 1e6 + Math.sin(i) * 1e-3);
    const { columns } = new BatchEngine(cadenceMs).append(
      { ends, metrics: Array.from({ length: 8 }, () => values), arrivalSeqs: ends },
      new FeatureMatrix(ends.length),
    );
    const buckets = [...ends].map((end, i) => ({
      end,
      values: Array<number>(8).fill(values[i] ?? NaN),
    }));
    for (const row of [10_079, 12_345, 19_999]) {
      const expected = oracleVector(buckets, ends[row] ?? NaN, cadenceMs);
      for (const name of ['net_roll_7d_mean', 'net_roll_7d_std', 'net_roll_24h_std']) {
        const got = columns[VECTOR_COLUMNS.findIndex((c) => c.name === name)]?.[row] ?? NaN;
        const x = expected.get(name) ?? NaN;
        expect(x).toBeGreaterThan(0);
        expect(isClose(got, x)).toBe(true);
      }
    }
  });
});
