import type { Database } from '@headroom/storage';
import { z } from 'zod';
import { checkColumn, COLUMN } from '../../../domain/column-limit.ts';
import type { Int64 } from '../../../domain/int64.ts';
import { doesNotExist } from '../../../domain/mlflow-error.ts';
import { RUN_NAME } from '../../../domain/tracking/run-name.ts';
import { INFO_COLUMNS, RUN_COLUMNS, RunInfoRow, runInfoJson, runJson, RunRow } from './run-json.ts';
import { int8, requireActive } from './run-state.ts';

export const GET_RUN = {
  name: 'registry.get-run',
  text: `SELECT ${RUN_COLUMNS} FROM registry.run r WHERE r.run_id = $1`,
};

/** The protocol's Run. @throws RESOURCE_DOES_NOT_EXIST */
export async function getRun(db: Database, runId: string): Promise<string> {
  const [row] = await db.query(RunRow, GET_RUN, [runId]);
  if (row === undefined) throw doesNotExist(`Run with id=${runId} not found`);
  return runJson(row);
}

export interface RunChange {
  readonly status: string | undefined;
  readonly endTime: Int64 | undefined;
  /** Empty: the name stays. */
  readonly name: string | undefined;
}

const UPDATE_RUN = {
  name: 'registry.update-run',
  text: `
  WITH target AS (SELECT * FROM registry.run WHERE run_id = $1),
  changed AS (
    UPDATE registry.run r SET status = coalesce($2, r.status), end_time = coalesce($3, r.end_time),
      name = coalesce($4, r.name),
      tags = CASE WHEN $4::text IS NULL THEN r.tags ELSE r.tags || jsonb_build_object('${RUN_NAME}', $4::text) END
    FROM target WHERE r.run_no = target.run_no AND r.lifecycle_stage = 'active' RETURNING r.*
  )
  SELECT ${INFO_COLUMNS} FROM changed r
  UNION ALL SELECT ${INFO_COLUMNS} FROM target r WHERE lifecycle_stage <> 'active'`,
};

/** The protocol's RunInfo after the change. @throws RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE */
export async function updateRun(db: Database, runId: string, change: RunChange): Promise<string> {
  const { status, endTime, name } = change;
  checkColumn(COLUMN.runName, name ?? '');
  const [row] = await db.query(RunInfoRow, UPDATE_RUN, [
    runId,
    status ?? null,
    endTime === undefined ? null : int8(endTime),
    name === undefined || name === '' ? null : name,
  ]);
  requireActive(runId, row?.lifecycle_stage);
  return runInfoJson(row);
}

/** Marks a run deleted, or takes the mark away. @throws RESOURCE_DOES_NOT_EXIST */
export async function setDeleted(
  db: Database,
  runId: string,
  deletedAt: number | null,
): Promise<void> {
  const changed = await db.execute(
    `UPDATE registry.run SET deleted_time = $2::bigint,
       lifecycle_stage = CASE WHEN $2::bigint IS NULL THEN 'active' ELSE 'deleted' END WHERE run_id = $1`,
    [runId, deletedAt],
  );
  if (changed === 0) throw doesNotExist(`Run with id=${runId} not found`);
}

const DELETE_TAG = {
  name: 'registry.delete-run-tag',
  text: `
  WITH target AS (SELECT run_no, lifecycle_stage, tags ? $2 AS found FROM registry.run WHERE run_id = $1),
  changed AS (
    UPDATE registry.run r SET tags = r.tags - $2 FROM target
    WHERE r.run_no = target.run_no AND found AND r.lifecycle_stage = 'active'
  )
  SELECT lifecycle_stage, found FROM target`,
};

/** @throws RESOURCE_DOES_NOT_EXIST, also where the run has no such tag; INVALID_PARAMETER_VALUE */
export async function deleteTag(db: Database, runId: string, key: string): Promise<void> {
  const Outcome = z.object({ lifecycle_stage: z.enum(['active', 'deleted']), found: z.boolean() });
  const [outcome] = await db.query(Outcome, DELETE_TAG, [runId, key]);
  requireActive(runId, outcome?.lifecycle_stage);
  if (!outcome.found) {
    throw doesNotExist(`No tag with name: ${key} in run with id ${runId}`);
  }
}
