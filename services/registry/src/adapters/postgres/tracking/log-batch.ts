import type { Database } from '@headroom/storage';
import { z } from 'zod';
import { checkColumn, COLUMN } from '../../../domain/column-limit.ts';
import { invalidParameter } from '../../../domain/mlflow-error.ts';
import type { Batch } from '../../../domain/tracking/batch.ts';
import { asRecord, type KeyValue } from '../../../domain/tracking/key-values.ts';
import { RUN_NAME } from '../../../domain/tracking/run-name.ts';
import { columnsOf, WRITE_POINTS } from './log-metrics.ts';
import { requireActive } from './run-state.ts';

const Conflict = z.object({ key: z.string(), old: z.string(), new: z.string() });
type Conflict = z.infer<typeof Conflict>;
const Outcome = z.object({
  lifecycle_stage: z.enum(['active', 'deleted']),
  conflicts: z.array(Conflict).nullable(),
});

/**
 * A whole batch or nothing of it. The run's row is locked where its params or tags change, so that of two writers of one
 * param the second one sees the first one's value.
 */
const LOG_BATCH = {
  name: 'registry.log-batch',
  text: `
  WITH target AS MATERIALIZED (
    SELECT run_no, experiment_id, lifecycle_stage, params FROM registry.run
    WHERE run_id = $1 FOR NO KEY UPDATE
  ),
  conflict AS (
    SELECT p.key, target.params ->> p.key AS old, p.value AS new
    FROM target, jsonb_each_text($2::jsonb) p WHERE target.params ->> p.key <> p.value
  ),
  allowed AS MATERIALIZED (
    SELECT * FROM target WHERE lifecycle_stage = 'active' AND NOT EXISTS (SELECT FROM conflict)
  ),
  changed AS (
    UPDATE registry.run r
    SET params = r.params || $2::jsonb, tags = r.tags || $3::jsonb, name = coalesce($4, r.name)
    FROM allowed WHERE r.run_no = allowed.run_no
      AND NOT (r.params @> $2::jsonb AND r.tags @> $3::jsonb AND r.name = coalesce($4, r.name))
  ),
  active AS (
    SELECT run_no, experiment_id, p.* FROM allowed, unnest($5::text[], $6::bigint[], $7::bigint[], $8::float8[])
      AS p (key, step, timestamp, value)
  ),${WRITE_POINTS}
  SELECT lifecycle_stage, (SELECT jsonb_agg(conflict) FROM conflict) AS conflicts FROM target`,
};

const LOG_POINTS = {
  name: 'registry.log-points',
  text: `
  WITH target AS (SELECT run_no, experiment_id, lifecycle_stage FROM registry.run WHERE run_id = $1),
  active AS (
    SELECT run_no, experiment_id, p.* FROM target, unnest($2::text[], $3::bigint[], $4::bigint[], $5::float8[])
      AS p (key, step, timestamp, value)
    WHERE lifecycle_stage = 'active'
  ),${WRITE_POINTS}
  SELECT lifecycle_stage, NULL AS conflicts FROM target`,
};

/** @throws RESOURCE_DOES_NOT_EXIST; INVALID_PARAMETER_VALUE where the run is not active or a param would change */
export async function logBatch(db: Database, runId: string, batch: Batch): Promise<void> {
  const conflicts = await write(db, runId, batch);
  if (conflicts.length === 0) return;
  const told = conflicts.map(
    ({ key, old, new: value }) =>
      `{'key': '${key}', 'old_value': '${old}', 'new_value': '${value}'}`,
  );
  throw invalidParameter(
    `Changing param values is not allowed. Params were already logged='[${told.join(', ')}]' for run ID='${runId}'.`,
  );
}

/** @throws as logBatch */
export async function logParam(db: Database, runId: string, param: KeyValue): Promise<void> {
  const [conflict] = await write(db, runId, { metrics: [], params: [param], tags: [] });
  if (conflict === undefined) return;
  throw invalidParameter(
    `Changing param values is not allowed. Param with key='${conflict.key}' was already logged with value='${conflict.old}' ` +
      `for run ID='${runId}'. Attempted logging new value '${conflict.new}'.`,
  );
}

async function write(db: Database, runId: string, batch: Batch): Promise<readonly Conflict[]> {
  const { metrics, params, tags } = batch;
  const points = columnsOf(metrics);
  const record = asRecord(tags);
  checkColumn(COLUMN.runName, record[RUN_NAME] ?? '');
  const statement =
    params.length + tags.length === 0
      ? db.query(Outcome, LOG_POINTS, [runId, ...points])
      : db.query(Outcome, LOG_BATCH, [
          runId,
          JSON.stringify(asRecord(params)),
          JSON.stringify(record),
          // An empty name is none.
          record[RUN_NAME] === '' ? null : (record[RUN_NAME] ?? null),
          ...points,
        ]);
  const [outcome] = await statement;
  requireActive(runId, outcome?.lifecycle_stage);
  return outcome.conflicts ?? [];
}
