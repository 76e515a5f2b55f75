/** Names of spans, attributes and metrics: declared once, so that dashboards and code cannot drift apart. */
export const ATTRIBUTES = {
  topic: 'messaging.destination.name',
  partition: 'messaging.destination.partition.id',
  offset: 'messaging.kafka.offset',
  group: 'messaging.consumer.group.name',
  batchSize: 'messaging.batch.message_count',
  serviceId: 'headroom.service_id',
  reason: 'headroom.rejection.reason',
  source: 'headroom.source',
  result: 'headroom.result',
  task: 'headroom.task',
} as const;

export const METRIC_NAMES = {
  consumerLag: 'headroom_consumer_lag',
  messagesHandled: 'headroom_messages_handled_total',
  messagesDeadLettered: 'headroom_messages_dead_lettered_total',
  handlerRetries: 'headroom_handler_retries_total',
  batchSeconds: 'headroom_batch_duration_seconds',
  httpSeconds: 'headroom_http_request_duration_seconds',
  recordsLate: 'headroom_records_late_total',
  recordsIngested: 'headroom_records_ingested_total',
  recordsDuplicate: 'headroom_records_duplicate_total',
  featureVectorsPublished: 'headroom_feature_vectors_published_total',
  clusterJoins: 'headroom_cluster_joins_total',
  recordsJudged: 'headroom_records_judged_total',
  recordLatenessSeconds: 'headroom_record_lateness_seconds',
  featureWatermarkSeconds: 'headroom_feature_watermark_seconds',
  parityChecks: 'headroom_feature_parity_checks_total',
  featureFreshnessSeconds: 'headroom_feature_freshness_seconds',
  predictionsMade: 'headroom_predictions_made_total',
  predictionsSkipped: 'headroom_predictions_skipped_total',
} as const;
