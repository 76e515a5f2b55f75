import { clusterWindowEnd } from '../time/cluster-time.ts';
import type { ClusterBucket } from './cluster-features.ts';
import { clusterFeatures } from './cluster-features.ts';

/**
 * One tumbling window (end − W, end] of one cluster. It is never closed: after every bucket that is put or removed its
 * values are its next version.
 */
export class ClusterWindow {
  readonly end: number;
  private readonly cadenceMs: number;
  private readonly services = new Map<string, Map<number, ClusterBucket>>();

  constructor(end: number, cadenceMs: number) {
    this.end = end;
    this.cadenceMs = cadenceMs;
  }

  /**
   * Sets a service's bucket as it now is.
   * @throws RangeError when the bucket belongs to another window
   */
  put(bucket: ClusterBucket): void {
    const end = clusterWindowEnd(bucket.end, this.cadenceMs);
    if (end !== this.end) {
      throw new RangeError(
        `bucket end ${bucket.end} of ${bucket.serviceId} is in the cluster window that ends at ${end}, not at ${this.end}`,
      );
    }
    const buckets = this.services.get(bucket.serviceId) ?? new Map<number, ClusterBucket>();
    this.services.set(bucket.serviceId, buckets.set(bucket.end, bucket));
  }

  /** Takes a bucket back whose last record turned out to name another cluster. */
  remove(serviceId: string, bucketEndMs: number): void {
    const buckets = this.services.get(serviceId);
    buckets?.delete(bucketEndMs);
    if (buckets?.size === 0) this.services.delete(serviceId);
  }

  /** The five cluster features over each service's latest bucket in the window, missing values and all. */
  values(): Float64Array {
    // By service id, so that sums do not depend on the order of arrival.
    const byId = [...this.services].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return clusterFeatures(byId.flatMap(([, buckets]) => latest(buckets.values())));
  }
}

function latest(buckets: Iterable<ClusterBucket>): ClusterBucket[] {
  return [...buckets].toSorted((a, b) => a.end - b.end).slice(-1);
}
