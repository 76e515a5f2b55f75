import { ONLINE_VIEWS, TOPICS, VECTOR_CONTENT_TYPE } from '@headroom/contracts';
import { definitionHash, HOUR_MS, VECTOR_LENGTH, VECTOR_OFFSETS } from '@headroom/feature-engine';
import type { Publisher } from '@headroom/messaging';
import { encodeVector, type FeatureVector, type OnlineStore } from '@headroom/storage';
import { serviceIds } from './feed-job.ts';

const T = Date.UTC(2025, 5, 2, 12);

/** Puts a vector and the cluster's window of each service online and tells serving, as the feature store does. */
export async function putVectors(online: OnlineStore, publisher: Publisher): Promise<void> {
  const vectors = serviceIds.map(vectorOf);
  await online.write(
    vectors.map((vector) => ({
      view: ONLINE_VIEWS.serviceVector,
      entity: vector.serviceId,
      bucketEnd: T,
      revision: vector.revision.offset,
      bytes: encodeVector(vector),
    })),
  );
  await online.write([
    {
      view: ONLINE_VIEWS.clusterWindows,
      entity: 'bench',
      bucketEnd: T,
      revision: 0,
      bytes: Buffer.from(JSON.stringify(windows)),
    },
  ]);
  await publisher.publish(
    vectors.map((vector) => ({
      topic: TOPICS.featuresComputed,
      id: `bench-${vector.serviceId}`,
      source: 'bench',
      key: vector.serviceId,
      bytes: encodeVector(vector),
      contentType: VECTOR_CONTENT_TYPE,
    })),
  );
}

/** What is online of a cluster at an hourly cadence: windows of the last day. */
const windows = Array.from({ length: 26 }, (_, i) => ({
  cluster_id: 'bench',
  end: T - (25 - i) * HOUR_MS,
  version: i,
  cluster_cpu_mean: 0.4,
  cluster_cpu_max: 0.7,
  cluster_mem_mean: 0.5,
  cluster_req_sum: 900,
  cluster_service_count: 10,
}));

function vectorOf(serviceId: string, i: number): FeatureVector {
  const values = Float64Array.from(
    { length: VECTOR_LENGTH },
    (_, k) => ((i * 31 + k * 17) % 97) / 97,
  );
  values[VECTOR_OFFSETS.level] = 0.4;
  values[VECTOR_OFFSETS.scale] = 0.1;
  return {
    definitionHash: definitionHash(HOUR_MS),
    serviceId,
    clusterId: 'bench',
    bucketEnd: T,
    revision: { partition: 0, offset: i },
    open: false,
    values,
  };
}
