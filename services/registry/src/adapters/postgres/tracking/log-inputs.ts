import type { Database } from '@headroom/storage';
import { z } from 'zod';
import type { Int64 } from '../../../domain/int64.ts';
import type { DatasetInput } from '../../../domain/tracking/dataset.ts';
import { asRecord } from '../../../domain/tracking/key-values.ts';
import { int8, requireActive } from './run-state.ts';

const Stage = z.object({ lifecycle_stage: z.enum(['active', 'deleted']) });
const text = (value: string): string | null => (value === '' ? null : value);

/** A data set is known by name and digest in its experiment; used again, its first description stays. */
const LOG_DATASETS = `
  WITH target AS (SELECT run_no, experiment_id, lifecycle_stage FROM registry.run WHERE run_id = $1),
  linked AS (
    UPDATE registry.run r SET linked = true FROM target
    WHERE r.run_no = target.run_no AND r.lifecycle_stage = 'active' AND NOT r.linked
  ),
  given AS (
    SELECT DISTINCT ON (name, digest) g.*
    FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
      WITH ORDINALITY AS g (name, digest, source_type, source, schema, profile, tags, place)
    ORDER BY name, digest, place
  ),
  known AS (
    INSERT INTO registry.dataset (experiment_id, name, digest, source_type, source, schema, profile)
    SELECT experiment_id, name, digest, source_type, source, schema, profile
    FROM given, target WHERE lifecycle_stage = 'active'
    ON CONFLICT (experiment_id, name, digest) DO UPDATE SET name = excluded.name
    RETURNING dataset_id, name, digest
  ),
  used AS (
    INSERT INTO registry.run_dataset (run_no, dataset_id, tags)
    SELECT run_no, dataset_id, tags::jsonb FROM target, known JOIN given USING (name, digest)
    ON CONFLICT DO NOTHING
  )
  SELECT lifecycle_stage FROM target`;

/** @throws RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE */
export async function logDatasets(
  db: Database,
  runId: string,
  inputs: readonly DatasetInput[],
): Promise<void> {
  if (inputs.length === 0) return requireRun(db, runId);
  const [outcome] = await db.query(Stage, LOG_DATASETS, [
    runId,
    inputs.map(({ dataset }) => dataset.name),
    inputs.map(({ dataset }) => dataset.digest),
    inputs.map(({ dataset }) => dataset.source_type),
    inputs.map(({ dataset }) => dataset.source),
    inputs.map(({ dataset }) => text(dataset.schema)),
    inputs.map(({ dataset }) => text(dataset.profile)),
    inputs.map(({ tags }) => JSON.stringify(asRecord(tags))),
  ]);
  requireActive(runId, outcome?.lifecycle_stage);
}

const LOG_MODELS = `
  WITH target AS (SELECT run_no, lifecycle_stage FROM registry.run WHERE run_id = $1),
  linked AS (
    UPDATE registry.run r SET linked = true FROM target
    WHERE r.run_no = target.run_no AND r.lifecycle_stage = 'active' AND NOT r.linked
  ),
  models AS (
    INSERT INTO registry.run_model AS m (run_no, direction, model_id, step)
    SELECT DISTINCT ON (model_id) run_no, $2, model_id, step
    FROM target, unnest($3::text[], $4::bigint[]) WITH ORDINALITY AS g (model_id, step, place)
    WHERE lifecycle_stage = 'active' ORDER BY model_id, place DESC
    ON CONFLICT (run_no, direction, model_id) DO UPDATE SET step = excluded.step
  )
  SELECT lifecycle_stage FROM target`;

/** Links logged models to the run that used or made them. @throws RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE */
export async function logModels(
  db: Database,
  runId: string,
  direction: 'input' | 'output',
  models: readonly { readonly model_id: string; readonly step: Int64 }[],
): Promise<void> {
  if (models.length === 0) return requireRun(db, runId);
  const [outcome] = await db.query(Stage, LOG_MODELS, [
    runId,
    direction,
    models.map(({ model_id }) => model_id),
    models.map(({ step }) => int8(step)),
  ]);
  requireActive(runId, outcome?.lifecycle_stage);
}

async function requireRun(db: Database, runId: string): Promise<void> {
  const [run] = await db.query(
    Stage,
    'SELECT lifecycle_stage FROM registry.run WHERE run_id = $1',
    [runId],
  );
  requireActive(runId, run?.lifecycle_stage);
}

const DatasetSummary = z.object({
  experiment_id: z.string(),
  name: z.string(),
  digest: z.string(),
  context: z.string().nullable(),
});

/** Data sets that runs of these experiments used, a row for each purpose. */
export async function searchDatasets(db: Database, experimentIds: readonly string[]) {
  const rows = await db.query(
    DatasetSummary,
    `SELECT DISTINCT d.experiment_id::text, d.name, d.digest, i.tags ->> 'mlflow.data.context' AS context
     FROM registry.dataset d JOIN registry.run_dataset i USING (dataset_id)
     WHERE d.experiment_id = ANY($1::bigint[]) LIMIT 1000`,
    [experimentIds],
  );
  return rows.map(({ context, ...row }) => (context === null ? row : { ...row, context }));
}
