import type { Database } from '@headroom/storage';
import { z } from 'zod';
import { doesNotExist, invalidParameter, MlflowError } from '../../../domain/mlflow-error.ts';
import { isPossibleId } from '../../../domain/tracking/experiment.ts';
import { asRecord, type KeyValue } from '../../../domain/tracking/key-values.ts';

export const ExperimentRow = z.object({
  experiment_id: z.string(),
  name: z.string(),
  artifact_location: z.string(),
  lifecycle_stage: z.enum(['active', 'deleted']),
  creation_time: z.number(),
  last_update_time: z.number(),
  tags: z.record(z.string(), z.string()),
});

export const EXPERIMENT_COLUMNS =
  'e.experiment_id::text, e.name, e.artifact_location, e.lifecycle_stage, e.creation_time, e.last_update_time, e.tags';

/** The protocol's Experiment. */
export function experimentOf({ tags, ...row }: z.infer<typeof ExperimentRow>) {
  const pairs = Object.entries(tags).map(([key, value]) => ({ key, value }));
  return { ...row, ...(pairs.length > 0 ? { tags: pairs } : {}), workspace: 'default' };
}

const notFound = (id: string) => doesNotExist(`No Experiment with id=${id} exists`);

export interface NewExperiment {
  readonly name: string;
  /** Empty: where the server keeps artifacts. */
  readonly location: string;
  readonly tags: readonly KeyValue[];
}

/** The new experiment's id. @throws RESOURCE_ALREADY_EXISTS: of two that ask at once for one name, one gets it */
export async function createExperiment(
  db: Database,
  { name, location, tags }: NewExperiment,
  now: number,
): Promise<string> {
  const [made] = await db.query(
    z.object({ experiment_id: z.string() }),
    `INSERT INTO registry.experiment (name, given_location, tags, creation_time, last_update_time)
     VALUES ($1, $2, $3::jsonb, $4, $4) ON CONFLICT (name) DO NOTHING RETURNING experiment_id::text`,
    [name, location === '' ? null : location, JSON.stringify(asRecord(tags)), now],
  );
  if (made === undefined) {
    throw new MlflowError(
      'RESOURCE_ALREADY_EXISTS',
      `Experiment(name=${name}) already exists. Error: the name is taken, perhaps by a deleted experiment.`,
    );
  }
  return made.experiment_id;
}

/** @throws RESOURCE_DOES_NOT_EXIST */
export async function getExperiment(db: Database, id: string) {
  const [row] = isPossibleId(id)
    ? await db.query(
        ExperimentRow,
        `SELECT ${EXPERIMENT_COLUMNS} FROM registry.experiment e WHERE experiment_id = $1`,
        [id],
      )
    : [];
  if (row === undefined) throw notFound(id);
  return experimentOf(row);
}

/** @throws RESOURCE_DOES_NOT_EXIST */
export async function getExperimentByName(db: Database, name: string) {
  const [row] = await db.query(
    ExperimentRow,
    `SELECT ${EXPERIMENT_COLUMNS} FROM registry.experiment e WHERE name = $1`,
    [name],
  );
  if (row === undefined) throw doesNotExist(`Could not find experiment with name '${name}'`);
  return experimentOf(row);
}

/** Marks an experiment and its runs deleted, or takes the marks away. @throws RESOURCE_DOES_NOT_EXIST unless it is in the other state */
export async function markExperiment(
  db: Database,
  id: string,
  to: 'active' | 'deleted',
  now: number,
): Promise<void> {
  const [from, deletedAt] = to === 'active' ? ['deleted', null] : ['active', now];
  const [marked] = isPossibleId(id)
    ? await db.query(
        z.object({ count: z.number() }),
        `WITH marked AS (
           UPDATE registry.experiment SET lifecycle_stage = $2, last_update_time = $3
           WHERE experiment_id = $1 AND lifecycle_stage = $4 RETURNING experiment_id
         ),
         runs AS (
           UPDATE registry.run r SET lifecycle_stage = $2, deleted_time = $5::bigint
           FROM marked WHERE r.experiment_id = marked.experiment_id
         )
         SELECT count(*) FROM marked`,
        [id, to, now, from, deletedAt],
      )
    : [];
  if (marked?.count !== 1) throw notFound(id);
}

const Stage = z.object({ lifecycle_stage: z.enum(['active', 'deleted']) });

/** @throws RESOURCE_DOES_NOT_EXIST, INVALID_STATE where it is deleted, BAD_REQUEST where the name is taken */
export async function renameExperiment(
  db: Database,
  id: string,
  name: string,
  now: number,
): Promise<void> {
  const { lifecycle_stage } = await getExperiment(db, id);
  if (lifecycle_stage !== 'active') {
    throw new MlflowError('INVALID_STATE', 'Cannot rename a non-active experiment.');
  }
  const changed = await db.execute(
    `UPDATE registry.experiment SET name = $2, last_update_time = $3
     WHERE experiment_id = $1 AND NOT EXISTS (
       SELECT FROM registry.experiment WHERE name = $2 AND experiment_id <> $1)`,
    [id, name, now],
  );
  if (changed === 0) {
    throw new MlflowError('BAD_REQUEST', `Experiment(name=${name}) already exists.`);
  }
}

/** @throws RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE where it is deleted */
export async function setExperimentTag(db: Database, id: string, tag: KeyValue): Promise<void> {
  const [outcome] = isPossibleId(id)
    ? await db.query(
        Stage,
        `WITH e AS (SELECT experiment_id, lifecycle_stage FROM registry.experiment WHERE experiment_id = $1),
         changed AS (
           UPDATE registry.experiment x SET tags = x.tags || jsonb_build_object($2::text, $3::text)
           FROM e WHERE x.experiment_id = e.experiment_id AND x.lifecycle_stage = 'active'
         )
         SELECT lifecycle_stage FROM e`,
        [id, tag.key, tag.value],
      )
    : [];
  requireActiveExperiment(id, outcome);
}

/** @throws RESOURCE_DOES_NOT_EXIST, also where there is no such tag; INVALID_PARAMETER_VALUE where it is deleted */
export async function deleteExperimentTag(db: Database, id: string, key: string): Promise<void> {
  const [outcome] = isPossibleId(id)
    ? await db.query(
        Stage.extend({ found: z.boolean() }),
        `WITH e AS (
           SELECT experiment_id, lifecycle_stage, tags ? $2 AS found FROM registry.experiment WHERE experiment_id = $1
         ),
         changed AS (
           UPDATE registry.experiment x SET tags = x.tags - $2
           FROM e WHERE x.experiment_id = e.experiment_id AND x.lifecycle_stage = 'active'
         )
         SELECT lifecycle_stage, found FROM e`,
        [id, key],
      )
    : [];
  requireActiveExperiment(id, outcome);
  if (outcome?.found !== true) {
    throw doesNotExist(`No tag with name: ${key} in experiment with id ${id}`);
  }
}

function requireActiveExperiment(id: string, outcome: z.infer<typeof Stage> | undefined): void {
  if (outcome === undefined) throw notFound(id);
  if (outcome.lifecycle_stage === 'active') return;
  throw invalidParameter(
    `The experiment ${id} must be in the 'active' state. Current state is ${outcome.lifecycle_stage}.`,
  );
}
