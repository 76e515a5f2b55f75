import { randomBytes } from 'node:crypto';
import type { Database } from '@headroom/storage';
import { z } from 'zod';
import { checkColumn, COLUMN } from '../../../domain/column-limit.ts';
import type { Int64 } from '../../../domain/int64.ts';
import { doesNotExist, invalidParameter, MlflowError } from '../../../domain/mlflow-error.ts';
import { experimentIdOf, isPossibleId } from '../../../domain/tracking/experiment.ts';
import { asRecord, type KeyValue } from '../../../domain/tracking/key-values.ts';
import { RUN_NAME, runNameOf } from '../../../domain/tracking/run-name.ts';
import { int8 } from './run-state.ts';
import { runJson } from './run-json.ts';

export interface NewRun {
  readonly experimentId: string;
  readonly userId: string;
  readonly name: string;
  readonly startTime: Int64;
  readonly tags: readonly KeyValue[];
}

const Made = z.object({
  lifecycle_stage: z.enum(['active', 'deleted']),
  artifact_uri: z.string().nullable(),
  tags: z.string(),
});

const CREATE_RUN = {
  name: 'registry.create-run',
  text: `
  WITH e AS (
    SELECT experiment_id, lifecycle_stage, artifact_location FROM registry.experiment WHERE experiment_id = $1
  ),
  made AS (
    INSERT INTO registry.run (run_id, experiment_id, name, user_id, status, start_time, artifact_uri, tags)
    SELECT $2, experiment_id, $3, $4, 'RUNNING', $5,
      regexp_replace(artifact_location, '/*(\\?.*)?$', '/' || $2 || '/artifacts\\1'), $6::jsonb
    FROM e WHERE lifecycle_stage = 'active' RETURNING artifact_uri
  )
  SELECT lifecycle_stage, (SELECT artifact_uri FROM made) AS artifact_uri, $6::jsonb::text AS tags FROM e`,
};

/** Makes a run and gives it as the protocol's JSON. @throws RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE, BAD_REQUEST */
export async function createRun(
  db: Database,
  run: NewRun,
  random: () => number = Math.random,
): Promise<string> {
  if (run.experimentId === '') {
    throw new MlflowError(
      'BAD_REQUEST',
      'experiment_id: invalid input syntax for type integer: ""',
    );
  }
  const experimentId = experimentIdOf(run.experimentId);
  const name = runNameOf(run.name, run.tags, random);
  checkColumn(COLUMN.runName, name);
  checkColumn(COLUMN.userId, run.userId);
  for (const { key, value } of run.tags) {
    checkColumn(COLUMN.runTagKey, key);
    checkColumn(COLUMN.runTagValue, value);
  }
  const runId = randomBytes(16).toString('hex');
  const tags = JSON.stringify({ ...asRecord(run.tags), [RUN_NAME]: name });
  const startTime = int8(run.startTime);
  const [made] = isPossibleId(experimentId)
    ? await db.query(Made, CREATE_RUN, [experimentId, runId, name, run.userId, startTime, tags])
    : [];
  if (made === undefined) throw doesNotExist(`No Experiment with id=${experimentId} exists`);
  if (made.artifact_uri === null) {
    throw invalidParameter(
      `The experiment ${experimentId} must be in the 'active' state. Current state is ${made.lifecycle_stage}.`,
    );
  }
  const row = {
    ...{ run_id: runId, name, experiment_id: experimentId, user_id: run.userId, status: 'RUNNING' },
    ...{ start_time: String(startTime), end_time: null, artifact_uri: made.artifact_uri },
    ...{ lifecycle_stage: made.lifecycle_stage, params: '{}', tags: made.tags, metrics: null },
    ...{ datasets: null, model_inputs: null, model_outputs: null },
  };
  return runJson(row, false);
}
