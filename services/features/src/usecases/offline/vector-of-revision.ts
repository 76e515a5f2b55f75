import { aggregateBuckets, BatchEngine, FeatureMatrix, latenessMs } from '@headroom/feature-engine';
import type { FeatureVector } from '@headroom/storage';
import type { RawStore } from '../../domain/raw-store.ts';
import { LONGEST_LOOKBACK_MS } from '../../domain/windows.ts';

export interface RecomputedVector {
  /** Of every column of the engine. */
  readonly values: Float64Array;
  readonly clusterId: string;
  /** Offset of the last record that changed it. */
  readonly revision: number;
  /** Event time of the newest record it was made of. */
  readonly newestEvent: number;
  readonly records: number;
}

/**
 * What the batch engine makes of the records that a revision stands for: those that lay in the log up to it. Null where
 * none of them is of the bucket.
 */
export async function vectorOfRevision(
  store: Pick<RawStore, 'history'>,
  { serviceId, bucketEnd, revision }: Pick<FeatureVector, 'serviceId' | 'bucketEnd' | 'revision'>,
  cadenceMs: number,
): Promise<RecomputedVector | null> {
  const range = {
    after: bucketEnd - LONGEST_LOOKBACK_MS - latenessMs(cadenceMs),
    upTo: bucketEnd,
  };
  const before = { partition: revision.partition, offset: revision.offset + 1 };
  const records = await store.history(serviceId, range, before);
  const buckets = aggregateBuckets(records, cadenceMs);
  const matrix = new FeatureMatrix(buckets.ends.length);
  const { ends, revisions, columns } = new BatchEngine(cadenceMs).append(buckets, matrix);
  const row = ends.lastIndexOf(bucketEnd);
  if (row < 0) return null;
  return {
    values: Float64Array.from(columns, (column) => column[row] ?? NaN),
    clusterId: buckets.clusterIds[row] ?? '',
    revision: revisions[row] ?? NaN,
    newestEvent: Math.max(...records.map(({ timestamp }) => timestamp)),
    records: records.length,
  };
}
