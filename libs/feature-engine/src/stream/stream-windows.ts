import { VECTOR_OFFSETS } from '../definitions/vector-layout.ts';
import {
  LEVEL_WINDOW_MS,
  LONGEST_WINDOW_MS,
  ROLLING_STATISTICS,
  ROLLING_WINDOWS,
  SCALE_WINDOW_MS,
  scaleMinimumCount,
} from '../definitions/windows.ts';
import { METRIC_COUNT, METRIC_INDEX } from '../metrics.ts';
import { scaleOf } from '../operators/relative.ts';
import type { BucketRing } from './bucket-ring.ts';
import { partCount, partMax, partMean, partMin, partStd } from './moment-parts.ts';
import type { RecentBucket } from './recent-bucket.ts';
import { RollingWindow } from './rolling-window.ts';

/** A ring's channels: the eight metrics, then the bucket's highest arrival, whose maximum is the revision. */
export const ARRIVAL_CHANNEL = METRIC_COUNT;
export const CHANNELS = METRIC_COUNT + 1;

const CPU = METRIC_INDEX.cpu;

/** All windows of a service's vectors: the level's, over cpu alone, and the rolling ones. */
export class StreamWindows {
  /** Float64 values that a bucket's prefixes take. */
  readonly prefixLength: number;
  private readonly level: RollingWindow;
  /** Those that are needed, with their places among ROLLING_WINDOWS. */
  private readonly rolling: readonly (readonly [number, RollingWindow])[];
  private readonly hasStatistics: boolean;
  private readonly all: readonly RollingWindow[];
  private readonly scaleMinimumCount: number;

  /** @param hasStatistics whether vectors have rolling features; else only level, scale and revision are computed */
  constructor(ring: BucketRing, hasStatistics = true) {
    this.hasStatistics = hasStatistics;
    this.level = new RollingWindow(ring, LEVEL_WINDOW_MS, CPU + 1);
    this.rolling = ROLLING_WINDOWS.flatMap(({ lengthMs }, w) => {
      const channels = channelsOf(lengthMs, hasStatistics);
      return channels === 0 ? [] : [[w, new RollingWindow(ring, lengthMs, channels)] as const];
    });
    this.all = [this.level, ...this.rolling.map(([, window]) => window)];
    this.scaleMinimumCount = scaleMinimumCount(ring.cadenceMs);
    this.prefixLength = this.all.reduce((sum, window) => sum + window.prefixLength, 0);
  }

  /** Must be told of every bucket that changes. */
  forget(end: number): void {
    for (const window of this.all) window.forget(end);
  }

  /** Computes the prefixes of a bucket from those of the one before it, if that is known. */
  extendPrefixes(bucket: RecentBucket, previous: RecentBucket | undefined): void {
    let o = 0;
    for (const window of this.all) {
      window.extendPrefix(bucket, previous, o);
      o += window.prefixLength;
    }
  }

  /** Writes rolling statistics, level and scale into the vector of a bucket with prefixes. Gives the revision. */
  write(bucket: RecentBucket, vector: Float64Array): number {
    const { level, rolling, hasStatistics } = this;
    level.evaluate(bucket, 0);
    vector[VECTOR_OFFSETS.level] = partMean(level.whole, CPU);
    let revision = NaN;
    let o = level.prefixLength;
    for (const [w, window] of rolling) {
      window.evaluate(bucket, o);
      o += window.prefixLength;
      const { whole, lengthMs } = window;
      for (let m = 0; hasStatistics && m < METRIC_COUNT; m++) {
        const place = m * ROLLING_WINDOWS.length + w;
        const first = VECTOR_OFFSETS.rolling + place * ROLLING_STATISTICS.length;
        vector[first] = partMean(whole, m);
        vector[first + 1] = partStd(whole, m);
        vector[first + 2] = partMin(whole, m);
        vector[first + 3] = partMax(whole, m);
      }
      if (lengthMs === SCALE_WINDOW_MS) {
        const count = partCount(whole, CPU);
        vector[VECTOR_OFFSETS.scale] = scaleOf(partStd(whole, CPU), count, this.scaleMinimumCount);
      }
      if (lengthMs === LONGEST_WINDOW_MS) revision = partMax(whole, ARRIVAL_CHANNEL);
    }
    return revision;
  }
}

/** How many of the ring's channels a window goes over, from the first on; 0 when nothing is made of it. */
function channelsOf(lengthMs: number, hasStatistics: boolean): number {
  if (lengthMs === LONGEST_WINDOW_MS) return CHANNELS;
  if (hasStatistics) return METRIC_COUNT;
  return lengthMs === SCALE_WINDOW_MS ? CPU + 1 : 0;
}
