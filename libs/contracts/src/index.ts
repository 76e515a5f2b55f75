export { CE_HEADERS } from './cloud-event.ts';
export type { CloudEventAttributes } from './cloud-event.ts';
export { DATA_CONTRACTS } from './data-contracts.ts';
export type { DataContract } from './data-contracts.ts';
export { ERROR_CODES, HeadroomError } from './errors.ts';
export type { ErrorCode } from './errors.ts';
export { AlertRaised } from './events/alert.ts';
export { ArrivalSeq } from './events/arrival.ts';
export { ClusterWindowVersion, InTimeRecord, OnlineClusterWindows } from './events/cluster.ts';
export { LiveError } from './events/live-error.ts';
export { DriftDetected } from './events/drift.ts';
export { OnlineServiceSource } from './events/service-source.ts';
export { ModelChange } from './events/model-change.ts';
export { Algorithm, ALGORITHMS, ModelEvent } from './events/model.ts';
export { ObjectRef } from './events/object.ts';
export {
  PipelineTrigger,
  TaskCommand,
  TaskInstance,
  TaskProgress,
  TaskResult,
  TriggerReply,
} from './events/pipeline.ts';
export { PredictionMade } from './events/prediction.ts';
export { Gate, GateLimits, GateReport, ServedVersion } from './events/promotion.ts';
export { RecommendationMade } from './events/recommendation.ts';
export { DeadLetter } from './events/rejected.ts';
export type { RejectionReason } from './events/rejected.ts';
export {
  Champion,
  Dataset,
  FailedTraining,
  QualityCheck,
  RegisteredModel,
  Snapshot,
  SplitMetrics,
  TASKS,
  TrainedModel,
} from './events/tasks.ts';
export type { TaskId } from './events/tasks.ts';
export { Clock, EntityId, ValidatedRecord, WorkloadRecord } from './events/workload.ts';
export { parseExactJson } from './exact-json.ts';
export { Contributions, ExplainedPrediction, KeptPrediction } from './explained-prediction.ts';
export { GUIDE_MAE } from './guide.ts';
export { SCALING_EVENTS, WORKLOAD_METRICS } from './metrics.ts';
export type { MetricName, ScalingEvent, WorkloadMetric } from './metrics.ts';
export { ONLINE_PREFIX, ONLINE_VIEWS } from './online-views.ts';
export { PastVector } from './past-vector.ts';
export { SERVICE_PORTS } from './services.ts';
export type { ServiceName } from './services.ts';
export { TABLE_RETENTION } from './table-retention.ts';
export type { TableRetention } from './table-retention.ts';
export { ATTRIBUTES, METRIC_NAMES } from './telemetry.ts';
export { TRAINING_PARAMS } from './training-params.ts';
export type { TrainingParams } from './training-params.ts';
export { TOPICS, VECTOR_CONTENT_TYPE } from './topics.ts';
export type { Topic } from './topics.ts';
export { ViewStatistics } from './view-statistics.ts';
