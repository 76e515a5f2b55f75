import {
  aggregateBuckets,
  BatchEngine,
  FeatureMatrix,
  INTERACTION_COUNT,
  interactionColumns,
  isBucketOpen,
  METRIC_INDEX,
  METRICS,
  targetColumn,
  VECTOR_OFFSETS,
  type BucketColumns,
  type FeaturePlan,
  type FeatureSource,
  type WorkloadRecord,
} from '@headroom/feature-engine';
import type { Column } from '@headroom/storage';
import { ClusterHistory, CLUSTER_FEATURES } from '../domain/cluster-history.ts';

/** The column that models learn to forecast: mean cpu of the hour after the row's event time. */
export const TARGET = 'y';

export interface SnapshotOptions {
  readonly cadenceMs: number;
  readonly plan: FeaturePlan;
  /** Rows of buckets with end after this; earlier records only fill their windows. */
  readonly after: number;
  /** Event "now": what is still open then is left out. */
  readonly asOf: number;
}

export interface SnapshotColumns {
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly services: readonly string[];
}

/**
 * The training snapshot: one row a service and closed bucket, by service id and event time. A function of the in-time
 * records alone, never of how or when they arrived.
 * @param services records of each service, by service id, ascending
 */
export function snapshotColumns(
  services: ReadonlyMap<string, readonly WorkloadRecord[]>,
  { cadenceMs, plan, after, asOf }: SnapshotOptions,
): SnapshotColumns {
  const series = [...services].map(([serviceId, records]) => ({
    serviceId,
    buckets: closedBuckets(aggregateBuckets(records, cadenceMs), asOf),
  }));
  const clusters = new ClusterHistory(cadenceMs);
  for (const { serviceId, buckets } of series) clusters.add(serviceId, buckets);

  const total = series.reduce((sum, { buckets }) => sum + buckets.ends.length, 0);
  const engine = new BatchEngine(cadenceMs);
  const matrix = new FeatureMatrix(total);
  const target = new Float64Array(total);
  const kept: number[] = [];
  const serviceIds: string[] = [];
  const clusterIds: string[] = [];
  for (const { serviceId, buckets } of series) {
    const first = matrix.rows;
    const { ends, columns } = engine.append(buckets, matrix);
    const cpu = columns[VECTOR_OFFSETS.workload + METRIC_INDEX.cpu] ?? new Float64Array();
    targetColumn(ends, cpu, cadenceMs, target.subarray(first, matrix.rows));
    buckets.clusterIds.forEach((clusterId, i) => {
      if ((ends[i] ?? -Infinity) <= after) return;
      kept.push(first + i);
      serviceIds.push(serviceId);
      clusterIds.push(clusterId);
    });
  }

  const { ends, columns } = matrix.view();
  const pick = (values: Float64Array) => Float64Array.from(kept, (row) => values[row] ?? NaN);
  const times = pick(ends);
  const vector = columns.map(pick);
  const cluster = CLUSTER_FEATURES.map(() => new Float64Array(kept.length));
  clusterIds.forEach((clusterId, row) => {
    const seen = clusters.seenAt(clusterId, times[row] ?? NaN);
    cluster.forEach((column, k) => (column[row] = seen?.[k] ?? NaN));
  });
  const interactions = Array.from(
    { length: INTERACTION_COUNT },
    () => new Float64Array(kept.length),
  );
  const requests = cluster[CLUSTER_FEATURES.indexOf('cluster_req_sum')] ?? new Float64Array();
  interactionColumns(vector.slice(0, METRICS.length), requests, interactions);

  const sources: Record<FeatureSource, readonly Float64Array[]> = {
    vector,
    cluster,
    on_demand: interactions,
  };
  return {
    rows: kept.length,
    services: [...new Set(serviceIds)],
    columns: [
      { name: 'service_id', type: 'string', values: serviceIds },
      { name: 'cluster_id', type: 'string', values: clusterIds },
      { name: 'event_timestamp', type: 'timestamp', values: times },
      ...plan.signature.map(({ name, source, index }): Column => ({
        name,
        type: 'float64',
        values: sources[source][index] ?? new Float64Array(kept.length).fill(NaN),
      })),
      { name: TARGET, type: 'float64', values: pick(target) },
    ],
  };
}

/** The buckets that no longer are open; open ones are the newest. */
function closedBuckets(buckets: BucketColumns, asOf: number): BucketColumns {
  const firstOpen = buckets.ends.findIndex((end) => isBucketOpen(end, asOf));
  if (firstOpen === -1) return buckets;
  return {
    ends: buckets.ends.subarray(0, firstOpen),
    metrics: buckets.metrics.map((column) => column.subarray(0, firstOpen)),
    arrivalSeqs: buckets.arrivalSeqs.subarray(0, firstOpen),
    clusterIds: buckets.clusterIds.slice(0, firstOpen),
    scalingEvents: buckets.scalingEvents.slice(0, firstOpen),
  };
}
