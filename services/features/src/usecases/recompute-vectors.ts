import {
  aggregateBuckets,
  BatchEngine,
  bucketEnd,
  FeatureMatrix,
  latenessMs,
  type OnlineLayout,
} from '@headroom/feature-engine';
import type { RawStore } from '../domain/raw-store.ts';
import { LONGEST_LOOKBACK_MS } from '../domain/windows.ts';
import { causedVectors, type Cause, type CausedVector } from './compute-vectors.ts';

/**
 * Vectors of one service that a batch with admitted late records changes, by the batch engine over what lies in the
 * store: those of every bucket whose windows or lags hold one of the records, as of the batch's last.
 */
export async function recomputeVectors(
  store: Pick<RawStore, 'history'>,
  causes: readonly Cause[],
  cadenceMs: number,
  layout: OnlineLayout,
): Promise<CausedVector[]> {
  const last = causes.at(-1);
  if (last === undefined) return [];
  const { partition, offset } = last.message;
  const changed = [
    ...new Set(causes.map(({ raw }) => bucketEnd(raw.timestamp, cadenceMs))),
  ].toSorted((a, b) => a - b);
  const newestChanged = changed.at(-1) ?? 0;
  const range = {
    after: (changed[0] ?? 0) - LONGEST_LOOKBACK_MS - latenessMs(cadenceMs),
    upTo: newestChanged + LONGEST_LOOKBACK_MS,
  };
  const records = await store.history(last.raw.serviceId, range, { partition, offset: offset + 1 });
  const buckets = aggregateBuckets(records, cadenceMs);
  const matrix = new FeatureMatrix(buckets.ends.length);
  const { ends, revisions, columns } = new BatchEngine(cadenceMs).append(buckets, matrix);
  const vectors = [...ends.keys()]
    .filter((row) => reaches(changed, ends[row] ?? NaN))
    .map((row) => ({
      end: ends[row] ?? NaN,
      revision: revisions[row] ?? NaN,
      values: Float64Array.from(columns, (column) => column[row] ?? NaN),
      clusterId: buckets.clusterIds[row] ?? '',
    }));
  return causedVectors(vectors, causes, layout);
}

/** Whether the windows of the bucket hold one of the changed buckets: the newest one before it tells. */
function reaches(changed: readonly number[], end: number): boolean {
  const newest = changed.findLast((candidate) => candidate <= end);
  return newest !== undefined && end - newest < LONGEST_LOOKBACK_MS;
}
