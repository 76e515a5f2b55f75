import type { ClusterWindowVersion } from '@headroom/contracts';
import {
  definitionHash,
  HOUR_MS,
  VECTOR_COLUMNS,
  VECTOR_LENGTH,
  VECTOR_OFFSETS,
} from '@headroom/feature-engine';
import type { FeatureVector } from '@headroom/storage';
import { CADENCE } from './fixture-model.ts';

const INSTANCES = VECTOR_COLUMNS.findIndex(({ name }) => name === 'instance_count');

export const T0 = Date.UTC(2025, 0, 6);

/** A vector at bucket `hour`, its values missing but for what the fixture model reads. */
export function vector(
  hour: number,
  over: Partial<FeatureVector> & { level?: number; scale?: number; instances?: number } = {},
): FeatureVector {
  const { level = 0.4, scale = 0.1, instances = NaN, ...rest } = over;
  const values = new Float64Array(VECTOR_LENGTH).fill(NaN);
  values[0] = level;
  values[INSTANCES] = instances;
  values[VECTOR_OFFSETS.level] = level;
  values[VECTOR_OFFSETS.scale] = scale;
  return {
    definitionHash: definitionHash(CADENCE),
    serviceId: 'svc-1',
    clusterId: 'cluster-1',
    bucketEnd: T0 + hour * HOUR_MS,
    revision: { partition: 0, offset: hour },
    open: true,
    values,
    ...rest,
  };
}

export const clusterWindow = (hour: number, cpu: number | null): ClusterWindowVersion => ({
  cluster_id: 'cluster-1',
  end: T0 + hour * HOUR_MS,
  version: 3,
  cluster_cpu_mean: cpu,
  cluster_cpu_max: cpu,
  cluster_mem_mean: null,
  cluster_req_sum: 100,
  cluster_service_count: 2,
});
