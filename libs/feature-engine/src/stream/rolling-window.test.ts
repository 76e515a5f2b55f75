import { beforeEach, expect, it, vi } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../index.ts';
import { BucketRing } from './bucket-ring.ts';
import type * as momentOperators from '../operators/moments.ts';
import { RollingWindow } from './rolling-window.ts';

type Moments = typeof momentOperators;

const operations = vi.hoisted(() => ({ added: 0, merged: 0 }));

vi.mock('../operators/moments.ts', async (original) => {
  const moments = await original<Moments>();
  return {
    ...moments,
    shiftedMean: (...args: Parameters<Moments['shiftedMean']>) => {
      operations.added++;
      return moments.shiftedMean(...args);
    },
    mergedMean: (...args: Parameters<Moments['mergedMean']>) => {
      operations.merged++;
      return moments.mergedMean(...args);
    },
  };
});

beforeEach(() => Object.assign(operations, { added: 0, merged: 0 }));

/** Operations per record of a series without gaps, over two weeks after one that fills every window. */
function operationsPerRecord(
  windowMs: number,
  cadenceMs: number,
): { added: number; merged: number } {
  const ring = new BucketRing(cadenceMs, (8 * DAY_MS) / cadenceMs, 1);
  const window = new RollingWindow(ring, windowMs, 1);
  const bucketAt = (end: number) => ({ end, prefixes: new Float64Array(window.prefixLength) });
  const week = 7 * DAY_MS;
  let previous: ReturnType<typeof bucketAt> | undefined;
  for (let end = week; end < 4 * week; end += cadenceMs) {
    if (end === 2 * week) Object.assign(operations, { added: 0, merged: 0 });
    const bucket = bucketAt(end);
    ring.values[ring.claim(end)] = Math.sin(end);
    window.forget(end);
    window.extendPrefix(bucket, previous, 0);
    window.evaluate(bucket, 0);
    previous = bucket;
  }
  const records = (2 * week) / cadenceMs;
  return { added: operations.added / records, merged: operations.merged / records };
}

it.each([5 * MINUTE_MS, HOUR_MS])(
  'costs a record in order three additions at a cadence of %i ms, however long the window',
  (cadenceMs) => {
    const short = operationsPerRecord(6 * HOUR_MS, cadenceMs);
    const long = operationsPerRecord(7 * DAY_MS, cadenceMs);
    // Its pane's prefix, and later twice the suffixes of its pane.
    expect(short.added).toBe(3);
    expect(long.added).toBe(short.added);
    // One merge, save at a pane's last bucket, whose window is the pane.
    expect(short.merged).toBeCloseTo(1 - cadenceMs / (6 * HOUR_MS), 12);
    expect(long.merged).toBeCloseTo(1 - cadenceMs / (7 * DAY_MS), 12);
  },
);
