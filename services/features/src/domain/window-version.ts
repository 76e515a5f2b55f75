import type { ClusterWindowVersion } from '@headroom/contracts';
import { aggregateBuckets, ClusterWindow, METRIC_INDEX } from '@headroom/feature-engine';
import type { WindowRecords } from './cluster-store.ts';
import { groupBy } from './group-by.ts';

/** The window's values as its records now are. A bucket belongs to the cluster of its last record. */
export function windowVersion(
  { clusterId, range, records }: WindowRecords,
  version: number,
  cadenceMs: number,
): ClusterWindowVersion {
  const window = new ClusterWindow(range.upTo, cadenceMs);
  for (const [serviceId, own] of groupBy(records, (record) => record.serviceId)) {
    const { ends, metrics, clusterIds } = aggregateBuckets(own, cadenceMs);
    const valueOf = (metric: number, i: number): number => metrics[metric]?.[i] ?? NaN;
    ends.forEach((end, i) => {
      if (clusterIds[i] !== clusterId) return;
      window.put({
        serviceId,
        end,
        cpu: valueOf(METRIC_INDEX.cpu, i),
        mem: valueOf(METRIC_INDEX.mem, i),
        req: valueOf(METRIC_INDEX.req, i),
      });
    });
  }
  const [cpuMean = NaN, cpuMax = NaN, memMean = NaN, reqSum = NaN, services = 0] = window.values();
  return {
    cluster_id: clusterId,
    end: range.upTo,
    version,
    cluster_cpu_mean: orNull(cpuMean),
    cluster_cpu_max: orNull(cpuMax),
    cluster_mem_mean: orNull(memMean),
    cluster_req_sum: orNull(reqSum),
    cluster_service_count: services,
  };
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** The five features of a version, in the order of the view. */
export const windowValues = (window: ClusterWindowVersion): number[] => [
  window.cluster_cpu_mean ?? NaN,
  window.cluster_cpu_max ?? NaN,
  window.cluster_mem_mean ?? NaN,
  window.cluster_req_sum ?? NaN,
  window.cluster_service_count,
];
