import { bucketEnd, METRIC_INDEX, type ServiceSeries } from '@headroom/feature-engine';
import type { CausedVector } from './compute-vectors.ts';

/** The metrics are the first values of every vector. */
const CPU = METRIC_INDEX.cpu;

/**
 * Buckets that a batch of in-time records has left behind without a cpu_utilization: those that were the newest of their
 * service, before the batch or in it, and are no longer. Each is told once, when the next one begins.
 * @param before greatest event time of the service before the batch, −Infinity without one
 * @param vectors that the batch changed, by end
 * @param series after the batch
 */
export function incompleteBuckets(
  before: number,
  vectors: readonly CausedVector[],
  series: Pick<ServiceSeries, 'cpuOf'>,
  cadenceMs: number,
): number {
  const last = bucketEnd(before, cadenceMs);
  const begun = vectors.filter(({ vector }) => vector.bucketEnd > last);
  if (begun.length === 0) return 0;
  const inBatch = begun
    .slice(0, -1)
    .filter(({ vector }) => Number.isNaN(vector.values[CPU])).length;
  return inBatch + (Number.isNaN(series.cpuOf(last)) ? 1 : 0);
}
