import { describe, expect, it } from 'vitest';
import {
  bucketEnd,
  cadenceFromMinutes,
  clusterTtlMs,
  clusterWindowEnd,
  DAY_MS,
  HOUR_MS,
  isBucketOpen,
  latenessMs,
  LateRule,
  MINUTE_MS,
  visibleClusterWindow,
} from '../index.ts';

const C = 5 * MINUTE_MS;
const T = Date.UTC(2025, 5, 1, 12);

describe('buckets', () => {
  it('end at the first multiple of the cadence that is not before the record', () => {
    expect(bucketEnd(T, C)).toBe(T);
    expect(bucketEnd(T + 1, C)).toBe(T + C);
    expect(bucketEnd(T - C + 1, C)).toBe(T);
  });

  it('stay open for a minute after their end', () => {
    expect(isBucketOpen(T, T + MINUTE_MS - 1)).toBe(true);
    expect(isBucketOpen(T, T + MINUTE_MS)).toBe(false);
  });

  it('refuse other cadences', () => {
    expect(cadenceFromMinutes(20)).toBe(20 * MINUTE_MS);
    expect(() => cadenceFromMinutes(12)).toThrow('set it to one of 1, 5, 10, 15, 20, 30, 60');
  });
});

describe('late rule', () => {
  it('allows an hour, or two buckets where that is longer', () => {
    expect(latenessMs(C)).toBe(HOUR_MS);
    expect(latenessMs(HOUR_MS)).toBe(2 * HOUR_MS);
  });

  it('takes the very edge, refuses a millisecond earlier and is not moved by what it refused', () => {
    const rule = new LateRule(C);
    const times = [T, T - HOUR_MS, T - HOUR_MS - 1, T + 10, T - HOUR_MS + 9, T - HOUR_MS + 10];
    expect(times.map((time) => rule.isLate(time))).toEqual([
      ...[false, false, true],
      ...[false, true, false],
    ]);
  });

  it('goes on from the newest event time of a prefix', () => {
    expect(new LateRule(C, T).isLate(T - HOUR_MS - 1)).toBe(true);
  });
});

describe('cluster windows', () => {
  it('are five minutes, or a bucket where that is longer', () => {
    expect(clusterWindowEnd(T + MINUTE_MS, MINUTE_MS)).toBe(T + C);
    expect(clusterWindowEnd(T, MINUTE_MS)).toBe(T);
    expect(clusterWindowEnd(T + HOUR_MS, HOUR_MS)).toBe(T + HOUR_MS);
  });

  it('are seen ten minutes later, or a bucket where that is longer, for a day', () => {
    const ends = [T, T + C, T + 2 * C];
    const seen = (t: number, cadence = C): number => visibleClusterWindow(ends, t, cadence);
    expect(seen(T + 10 * MINUTE_MS - 1)).toBe(-1);
    expect(seen(T + 10 * MINUTE_MS)).toBe(0);
    expect(seen(T + 4 * C)).toBe(2);
    expect(seen(T + 10 * MINUTE_MS, HOUR_MS)).toBe(-1);
    expect(seen(T + HOUR_MS, HOUR_MS)).toBe(0);
    expect(seen(T + 2 * C + DAY_MS - 1)).toBe(2);
    expect(seen(T + 2 * C + DAY_MS)).toBe(-1);
  });
});

it.each([
  [1, 20],
  [5, 30],
  [10, 60],
  [60, 360],
])('at a cadence of %i min a cluster window is good for %i min', (cadence, minutes) => {
  const cadenceMs = cadence * MINUTE_MS;
  expect(clusterTtlMs(6 * cadenceMs, cadenceMs)).toBe(minutes * MINUTE_MS);
});
