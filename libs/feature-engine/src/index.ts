export type { BatchBuckets } from './batch/batch-engine.ts';
export { BatchEngine } from './batch/batch-engine.ts';
export type { FeatureRows } from './batch/feature-matrix.ts';
export { FeatureMatrix } from './batch/feature-matrix.ts';
export type { FeatureTable, ServiceBuckets } from './batch/feature-table.ts';
export { featureTable } from './batch/feature-table.ts';
export { TARGET_HORIZON_MS, targetColumn } from './batch/target-column.ts';
export type { BucketColumns } from './buckets/aggregate-buckets.ts';
export { aggregateBuckets } from './buckets/aggregate-buckets.ts';
export type { ScalingEvent, WorkloadRecord } from './buckets/workload-record.ts';
export type { ClusterBucket } from './cluster/cluster-features.ts';
export { CLUSTER_FEATURES } from './cluster/cluster-history.ts';
export { ClusterWindow } from './cluster/cluster-window.ts';
export { BUILT_IN } from './definitions/built-in.ts';
export { definitionHash } from './definitions/definition-hash.ts';
export type { FeaturePlan, FeatureService, PlannedColumn } from './definitions/feature-services.ts';
export { FEATURE_SERVICES, resolveFeatureService } from './definitions/feature-services.ts';
export type {
  FeatureDefinition,
  FeatureSource,
  FeatureView,
  FeatureViewName,
} from './definitions/feature-views.ts';
export { FEATURE_VIEWS } from './definitions/feature-views.ts';
export type { OnlineLayout } from './definitions/online-layout.ts';
export {
  onlineLayout,
  packVector,
  unpackVector,
  VECTOR_VIEWS,
} from './definitions/online-layout.ts';
export { RowAssembler } from './definitions/row-assembler.ts';
export { VECTOR_COLUMNS, VECTOR_LENGTH, VECTOR_OFFSETS } from './definitions/vector-layout.ts';
export type { MetricName, MetricShort } from './metrics.ts';
export { METRIC_COUNT, METRIC_INDEX, METRICS } from './metrics.ts';
export {
  INTERACTION_COUNT,
  interactionColumns,
  writeInteractions,
} from './operators/interactions.ts';
export type { SeriesHistory, StreamVector } from './stream/service-series.ts';
export { ServiceSeries } from './stream/service-series.ts';
export { bucketEnd, isBucketOpen } from './time/bucket-time.ts';
export { CADENCE_MINUTES, cadenceFromMinutes, DAY_MS, HOUR_MS, MINUTE_MS } from './time/cadence.ts';
export {
  clusterDelayMs,
  clusterTtlMs,
  clusterVisibility,
  clusterWindowEnd,
  clusterWindowMs,
  visibleClusterWindow,
} from './time/cluster-time.ts';
export { historyStart } from './time/history.ts';
export { latenessMs, LateRule } from './time/lateness.ts';
