import type { BucketColumns } from '../buckets/aggregate-buckets.ts';
import { CLUSTER_FEATURES, ClusterHistory } from '../cluster/cluster-history.ts';
import type { PlannedColumn } from '../definitions/feature-services.ts';
import type { FeatureSource } from '../definitions/feature-views.ts';
import { VECTOR_OFFSETS } from '../definitions/vector-layout.ts';
import { METRIC_INDEX, METRICS } from '../metrics.ts';
import { INTERACTION_COUNT, interactionColumns } from '../operators/interactions.ts';
import { columnAt } from '../typed-array.ts';
import { BatchEngine } from './batch-engine.ts';
import { FeatureMatrix } from './feature-matrix.ts';
import { targetColumn } from './target-column.ts';

export interface ServiceBuckets {
  readonly serviceId: string;
  readonly buckets: BucketColumns;
}

/** Rows of whole series: one a service and bucket, in the order of the series. */
export interface FeatureTable {
  readonly rows: number;
  readonly serviceIds: readonly string[];
  readonly clusterIds: readonly string[];
  /** Bucket end of each row. */
  readonly ends: Float64Array;
  /** Mean cpu of the hour after each row; NaN where it is not known. */
  readonly target: Float64Array;
  /** A column of a resolved feature service: its features or its signature. */
  column(planned: Pick<PlannedColumn, 'source' | 'index'>): Float64Array;
}

/**
 * Every feature of every series at once, cluster features from the last version of each window.
 * @param after rows of buckets with end after this; earlier ones only fill their windows
 */
export function featureTable(
  series: readonly ServiceBuckets[],
  cadenceMs: number,
  after = -Infinity,
): FeatureTable {
  const clusters = new ClusterHistory(cadenceMs);
  for (const { serviceId, buckets } of series) clusters.add(serviceId, buckets);

  const total = series.reduce((sum, { buckets }) => sum + buckets.ends.length, 0);
  const engine = new BatchEngine(cadenceMs);
  const matrix = new FeatureMatrix(total);
  const allTargets = new Float64Array(total);
  const kept: number[] = [];
  const serviceIds: string[] = [];
  const clusterIds: string[] = [];
  for (const { serviceId, buckets } of series) {
    const first = matrix.rows;
    const { ends, columns } = engine.append(buckets, matrix);
    const cpu = columnAt(columns, VECTOR_OFFSETS.workload + METRIC_INDEX.cpu);
    targetColumn(ends, cpu, cadenceMs, allTargets.subarray(first, matrix.rows));
    buckets.clusterIds.forEach((clusterId, i) => {
      if ((ends[i] ?? -Infinity) <= after) return;
      kept.push(first + i);
      serviceIds.push(serviceId);
      clusterIds.push(clusterId);
    });
  }

  const all = matrix.view();
  const pick = (values: Float64Array): Float64Array =>
    kept.length === total ? values : Float64Array.from(kept, (row) => values[row] ?? NaN);
  const ends = pick(all.ends);
  const vector = all.columns.map(pick);
  const cluster = clusterColumns(clusters, clusterIds, ends);
  const interactions = Array.from(
    { length: INTERACTION_COUNT },
    () => new Float64Array(ends.length),
  );
  const requests = columnAt(cluster, CLUSTER_FEATURES.indexOf('cluster_req_sum'));
  interactionColumns(vector.slice(0, METRICS.length), requests, interactions);

  const sources: Record<FeatureSource, readonly Float64Array[]> = {
    vector,
    cluster,
    on_demand: interactions,
  };
  return {
    rows: ends.length,
    serviceIds,
    clusterIds,
    ends,
    target: pick(allTargets),
    column: ({ source, index }) => columnAt(sources[source], index),
  };
}

function clusterColumns(
  clusters: ClusterHistory,
  clusterIds: readonly string[],
  ends: Float64Array,
): Float64Array[] {
  const columns = CLUSTER_FEATURES.map(() => new Float64Array(clusterIds.length));
  clusterIds.forEach((clusterId, row) => {
    const seen = clusters.seenAt(clusterId, ends[row] ?? NaN);
    columns.forEach((column, k) => (column[row] = seen?.[k] ?? NaN));
  });
  return columns;
}
