import { bucketEnd, METRIC_INDEX, VECTOR_OFFSETS } from '@headroom/feature-engine';
import type { CausedVector } from './compute-vectors.ts';

const CPU = VECTOR_OFFSETS.workload + METRIC_INDEX.cpu;
const CPU_LAGS = VECTOR_OFFSETS.lag;
const LAGS = 24;

/**
 * Buckets that a batch of in-time records has left behind without a cpu_utilization: those that were the newest of their
 * service, before the batch or in it, and are no longer. Each is told once, when the next one begins.
 * @param before greatest event time of the service before the batch, −Infinity without one
 * @param vectors that the batch changed, by end
 */
export function incompleteBuckets(
  before: number,
  vectors: readonly CausedVector[],
  cadenceMs: number,
): number {
  const last = bucketEnd(before, cadenceMs);
  const begun = vectors.filter(({ vector }) => vector.bucketEnd > last);
  const [first] = begun;
  if (first === undefined) return 0;
  const inBatch = begun
    .slice(0, -1)
    .filter(({ vector }) => Number.isNaN(vector.values[CPU])).length;
  const lag = (first.vector.bucketEnd - last) / cadenceMs;
  const leftBehind = lag <= LAGS && Number.isNaN(first.vector.values[CPU_LAGS + lag - 1]);
  return inBatch + (leftBehind ? 1 : 0);
}
