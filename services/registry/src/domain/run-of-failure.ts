import type { FailedTraining } from '@headroom/contracts';
import type { Run } from './run.ts';

/** MLflow takes longer tags from nobody. */
const MAX_TAG = 8_000;

/** The tracked run of a model that could not be trained: what it was told, and why it failed; no file, no version. */
export function runOfFailure(
  { algorithm, params, error }: FailedTraining,
  ids: { runId: string; parentRunId: string },
  now: number,
): Run {
  return {
    runId: ids.runId,
    name: algorithm,
    status: 'FAILED',
    startTime: now,
    endTime: now,
    params: {
      model_type: algorithm,
      ...Object.fromEntries(Object.entries(params).map(([k, v]) => [k, String(v)])),
    },
    metrics: {},
    tags: {
      'mlflow.parentRunId': ids.parentRunId,
      'mlflow.runName': algorithm,
      'headroom.error_code': error.code,
      // Where MLflow's pages show a run's description.
      'mlflow.note.content': error.message.slice(0, MAX_TAG),
    },
    artifacts: {},
  };
}
