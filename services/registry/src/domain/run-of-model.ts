import type { SplitMetrics, TrainedModel } from '@headroom/contracts';
import type { Run } from './run.ts';

/** The tracked run of one trained model: its parameters, metrics of every split, and files. */
export function runOfModel(
  trained: TrainedModel,
  ids: { runId: string; parentRunId: string },
  now: number,
): Run {
  return {
    runId: ids.runId,
    name: trained.algorithm,
    status: 'FINISHED',
    startTime: Math.round(now - trained.seconds * 1000),
    endTime: now,
    params: {
      model_type: trained.algorithm,
      ...Object.fromEntries(Object.entries(trained.params).map(([k, v]) => [k, String(v)])),
    },
    metrics: {
      ...prefixed('train', trained.metrics.train),
      ...prefixed('validation', trained.metrics.validation),
      ...prefixed('test', trained.metrics.test),
      training_seconds: trained.seconds,
      peak_memory_bytes: trained.peak_memory_bytes,
    },
    tags: {
      'mlflow.parentRunId': ids.parentRunId,
      'mlflow.runName': trained.algorithm,
      'headroom.library': trained.library,
    },
    artifacts: {
      'model/bundle.json': trained.bundle,
      [`model/${trained.model_file.uri.split('/').at(-1) ?? 'model'}`]: trained.model_file,
      'predictions.parquet': trained.predictions,
      ...trained.artifacts,
      ...(trained.log === undefined ? {} : { 'training.jsonl': trained.log }),
    },
  };
}

function prefixed(split: string, metrics: SplitMetrics): Record<string, number> {
  return Object.fromEntries(
    Object.entries(metrics).flatMap(([key, value]) =>
      value === null ? [] : [[`${split}_${key}`, value]],
    ),
  );
}
