import { TOPICS, type ClusterWindowVersion } from '@headroom/contracts';
import { decodeJson, type Delivered } from '@headroom/messaging';
import { decodeVector, type FeatureVector } from '@headroom/storage';

export const vectorsOf = (seen: readonly Delivered[]): FeatureVector[] =>
  seen.flatMap(({ topic, value }) =>
    topic === TOPICS.featuresComputed.name && value !== null ? [decodeVector(value)] : [],
  );

/** Newest revision of every bucket's vector. */
export function lastRevisions(vectors: readonly FeatureVector[]): Map<string, FeatureVector> {
  const last = new Map<string, FeatureVector>();
  for (const vector of vectors) {
    const key = `${vector.serviceId} ${vector.bucketEnd}`;
    if ((last.get(key)?.revision.offset ?? -1) <= vector.revision.offset) last.set(key, vector);
  }
  return last;
}

/** Last versions of the windows, by end. */
export function lastWindows(seen: readonly Delivered[]): ClusterWindowVersion[] {
  const last = new Map<string, ClusterWindowVersion>();
  for (const message of seen) {
    if (message.topic !== TOPICS.featuresCluster.name) continue;
    const decoded = decodeJson(TOPICS.featuresCluster, message);
    if (!decoded.ok) throw new Error(decoded.rejection.message);
    const key = `${decoded.data.cluster_id} ${decoded.data.end}`;
    if ((last.get(key)?.version ?? -1) < decoded.data.version) last.set(key, decoded.data);
  }
  return [...last.values()].toSorted((a, b) => a.end - b.end);
}

export const newestOf = (seen: readonly Delivered[], service: string): FeatureVector | undefined =>
  [...lastRevisions(vectorsOf(seen)).values()]
    .filter(({ serviceId }) => serviceId === service)
    .toSorted((a, b) => a.bucketEnd - b.bucketEnd)
    .at(-1);
