import {
  aggregateBuckets,
  featureTable,
  isBucketOpen,
  type BucketColumns,
  type FeaturePlan,
  type WorkloadRecord,
} from '@headroom/feature-engine';
import type { Column } from '@headroom/storage';

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
  const table = featureTable(series, cadenceMs, after);
  return {
    rows: table.rows,
    services: [...new Set(table.serviceIds)],
    columns: [
      { name: 'service_id', type: 'string', values: table.serviceIds },
      { name: 'cluster_id', type: 'string', values: table.clusterIds },
      { name: 'event_timestamp', type: 'timestamp', values: table.ends },
      ...plan.signature.map((planned): Column => ({
        name: planned.name,
        type: 'float64',
        values: table.column(planned),
      })),
      { name: TARGET, type: 'float64', values: table.target },
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
