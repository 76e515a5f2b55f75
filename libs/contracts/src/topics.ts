import type { z } from 'zod';
import { AlertRaised } from './events/alert.ts';
import { ClusterWindowVersion, InTimeRecord } from './events/cluster.ts';
import { DriftDetected } from './events/drift.ts';
import { LiveError } from './events/live-error.ts';
import { ModelChange } from './events/model-change.ts';
import { ModelEvent } from './events/model.ts';
import { PipelineTrigger, TaskCommand, TaskResult, TriggerReply } from './events/pipeline.ts';
import { PredictionMade } from './events/prediction.ts';
import { RecommendationMade } from './events/recommendation.ts';
import { DeadLetter } from './events/rejected.ts';
import { ValidatedRecord, WorkloadRecord } from './events/workload.ts';

const DAY = 86_400_000;

/** Content type of a packed float64 feature vector (libs/storage holds the codec). */
export const VECTOR_CONTENT_TYPE = 'application/vnd.headroom.vector';

export interface Topic<S extends z.ZodType = z.ZodType> {
  readonly name: string;
  /** CloudEvents type of the event it carries. */
  readonly type: string;
  /** Schema version, `major.minor`, sent as `ce_dataschema`. An optional field more is a new minor. */
  readonly version: string;
  /** Null where the body is a packed vector, not JSON. */
  readonly schema: S | null;
  readonly description: string;
  readonly key: string;
  readonly partitions: number;
  /** Ingest time counts, never event time: topics are created with LogAppendTime. −1 keeps messages for good. */
  readonly retentionMs: number;
  /** False where producers' own words are carried on unjudged: the consumer checks them, the publisher does not. */
  readonly checkedOnPublish: boolean;
  /** Where a message goes that no retry can help; null for the dead letters themselves. */
  readonly deadLetters: string | null;
}

const REJECTED = 'workload.rejected.v1';
const PLATFORM_REJECTED = 'platform.rejected.v1';

const topic = <S extends z.ZodType>(
  name: string,
  schema: S | null,
  description: string,
  key: string,
  options: {
    minor?: number;
    partitions?: number;
    retentionMs?: number;
    deadLetters?: string | null;
    checkedOnPublish?: boolean;
  } = {},
): Topic<S> => ({
  name,
  type: `headroom.${name}`,
  version: `${/\.v(\d+)$/.exec(name)?.[1] ?? '1'}.${options.minor ?? 0}`,
  schema,
  description,
  key,
  partitions: options.partitions ?? 4,
  retentionMs: options.retentionMs ?? 7 * DAY,
  checkedOnPublish: options.checkedOnPublish ?? true,
  deadLetters: options.deadLetters === undefined ? PLATFORM_REJECTED : options.deadLetters,
});

const commands = (service: string) =>
  topic(`pipeline.commands.${service}.v1`, TaskCommand, `Tasks for ${service}.`, 'task instance', {
    minor: 1,
    partitions: 1,
  });

/**
 * Every topic, once: created from here with these partitions, retention and `message.timestamp.type=LogAppendTime`.
 * A service lives in one partition of `workload.validated.v1`; changing its partitions is a drain-and-rebuild.
 */
export const TOPICS = {
  workloadRaw: topic(
    'workload.raw.v1',
    WorkloadRecord,
    'Records as producers sent them.',
    'service_id',
    {
      deadLetters: REJECTED,
      checkedOnPublish: false,
    },
  ),
  workloadValidated: topic(
    'workload.validated.v1',
    ValidatedRecord,
    'Records that passed every stateless rule, re-keyed by our partitioner.',
    'service_id',
    { minor: 1, retentionMs: 42 * DAY, deadLetters: REJECTED },
  ),
  workloadRejected: topic(
    REJECTED,
    DeadLetter,
    'Records that could not be used, whole, with the reason.',
    'key of the original',
    { minor: 1, partitions: 1, retentionMs: 30 * DAY, deadLetters: null },
  ),
  platformRejected: topic(
    PLATFORM_REJECTED,
    DeadLetter,
    'Dead letters of every other topic.',
    'key of the original',
    { minor: 1, partitions: 1, retentionMs: 30 * DAY, deadLetters: null },
  ),
  workloadByCluster: topic(
    'workload.by-cluster.v1',
    InTimeRecord,
    'Records in use re-keyed by cluster, for fleet features.',
    'cluster_id',
    { minor: 1, deadLetters: REJECTED },
  ),
  featuresComputed: topic(
    'features.computed.v1',
    null,
    "A service's packed feature vector, on every revision of a bucket.",
    'service_id',
  ),
  featuresCluster: topic(
    'features.cluster.v1',
    ClusterWindowVersion,
    "A version of a cluster's window, on every change of it.",
    'cluster_id',
  ),
  predictionsMade: topic(
    'predictions.made.v1',
    PredictionMade,
    'Predictions of load an hour ahead.',
    'service_id',
    { minor: 1, retentionMs: 42 * DAY },
  ),
  predictionsShadow: topic(
    'predictions.shadow.v1',
    PredictionMade,
    "A challenger's predictions: judged as the champion's are, and never an answer.",
    'service_id',
    { minor: 1 },
  ),
  recommendationsMade: topic(
    'recommendations.made.v1',
    RecommendationMade,
    'How many instances a service should have in the next hour.',
    'service_id',
    { retentionMs: 42 * DAY },
  ),
  pipelineTriggers: topic(
    'pipeline.triggers.v1',
    PipelineTrigger,
    'Requests to run a pipeline, from any scheduler.',
    'dag_id',
    { partitions: 1 },
  ),
  pipelineTriggerReplies: topic(
    'pipeline.trigger-replies.v1',
    TriggerReply,
    'What became of a trigger: its run, or why it was refused.',
    'dag_id',
    { partitions: 1 },
  ),
  commandsGeneration: commands('generation'),
  commandsValidation: commands('validation'),
  commandsFeatures: commands('features'),
  commandsTraining: commands('training'),
  commandsRegistry: commands('registry'),
  commandsDrift: commands('drift'),
  pipelineResults: topic('pipeline.results.v1', TaskResult, 'What became of a task.', 'run_id', {
    minor: 1,
    partitions: 1,
  }),
  modelsEvents: topic(
    'models.events.v1',
    ModelEvent,
    'What the registry committed: versions and aliases.',
    'registered model',
    // Kept for good: whoever boots replays it to learn which version an alias names.
    { minor: 1, partitions: 1, retentionMs: -1 },
  ),
  modelsChanges: topic(
    'models.events.v2',
    ModelChange,
    'Every change of registered models, also of those that Headroom does not serve.',
    'registered model',
    { partitions: 1, retentionMs: -1 },
  ),
  modelsLiveError: topic(
    'models.live-error.v1',
    LiveError,
    "What became of a model's predictions, when the judgement changes.",
    'registered model',
    { partitions: 1, retentionMs: 42 * DAY },
  ),
  driftDetected: topic(
    'drift.detected.v1',
    DriftDetected,
    'Columns of a run whose distribution has moved.',
    'dag_id',
    { partitions: 1, retentionMs: 42 * DAY },
  ),
  alertsRaised: topic(
    'alerts.raised.v1',
    AlertRaised,
    'What a person should look at.',
    'alert id',
    { partitions: 1, retentionMs: 42 * DAY },
  ),
} as const;
