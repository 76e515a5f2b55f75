import type { Database, SqlValue } from '@headroom/storage';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { doesNotExist, invalidParameter, MlflowError } from '../../../domain/mlflow-error.ts';
import type { Tag } from '../../../domain/models/tags.ts';
import { loggedModelResponse } from './logged-model-json.ts';

const Body = z.object({ body: z.string() });
const Outcome = z.object({ known: z.boolean(), changed: z.boolean() });

/** Holds the versions that were registered of a logged model. */
const VERSIONS_TAG = 'mlflow.modelVersions';

export interface NewLoggedModel {
  readonly experimentId: number;
  readonly name: string;
  readonly modelType: string;
  readonly sourceRunId: string;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

const notFound = (id: string) => doesNotExist(`Logged model with ID '${id}' not found.`);

/** Logged models: each call a statement. */
export class LoggedModels {
  readonly #db: Database;
  readonly #now: () => number;

  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** @throws RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE in a deleted experiment */
  async create(model: NewLoggedModel): Promise<string> {
    const id = `m-${randomUUID().replaceAll('-', '')}`;
    const body = await this.#one(
      `INSERT INTO registry.logged_model AS m (model_id, experiment_id, name, artifact_location, creation_time,
         last_updated_time, model_type, source_run_id, params, tags)
       SELECT $1, e.experiment_id, $3, e.artifact_location || '/models/' || $1 || '/artifacts', $4, $4, $5, $6, $7, $8
       FROM registry.experiment e WHERE e.experiment_id = $2 AND e.lifecycle_stage = 'active'
       RETURNING ${loggedModelResponse}`,
      [
        id,
        model.experimentId,
        model.name,
        this.#now(),
        model.modelType,
        model.sourceRunId,
        JSON.stringify(model.params),
        JSON.stringify(model.tags),
      ],
    );
    if (body !== null) return body;
    const deleted = await this.#db.query(
      z.object({ experiment_id: z.number() }),
      'SELECT experiment_id FROM registry.experiment WHERE experiment_id = $1',
      [model.experimentId],
    );
    if (deleted.length === 0) {
      throw doesNotExist(`No Experiment with id=${model.experimentId} exists`);
    }
    throw invalidParameter(
      `The experiment ${model.experimentId} must be in the 'active' state. Current state is deleted.`,
    );
  }

  /** @throws RESOURCE_DOES_NOT_EXIST, also for a deleted one unless `deleted` ones are asked for too */
  async get(id: string, deleted: boolean): Promise<string> {
    const body = await this.#one(
      `SELECT ${loggedModelResponse} FROM registry.logged_model m
       WHERE model_id = $1 AND ($2 OR lifecycle_stage <> 'deleted')`,
      [id, deleted],
    );
    if (body === null) throw notFound(id);
    return body;
  }

  async finalize(id: string, status: number): Promise<string> {
    const body = await this.#one(
      `UPDATE registry.logged_model m SET status = $2, last_updated_time = $3 WHERE model_id = $1
       RETURNING ${loggedModelResponse}`,
      [id, status, this.#now()],
    );
    if (body === null) throw notFound(id);
    return body;
  }

  async delete(id: string): Promise<void> {
    const changed = await this.#db.execute(
      `UPDATE registry.logged_model SET lifecycle_stage = 'deleted', last_updated_time = $2 WHERE model_id = $1`,
      [id, this.#now()],
    );
    if (changed === 0) throw notFound(id);
  }

  async setTags(id: string, tags: readonly Tag[]): Promise<void> {
    const changed = await this.#db.execute(
      'UPDATE registry.logged_model SET tags = tags || $2::jsonb WHERE model_id = $1',
      [id, JSON.stringify(Object.fromEntries(tags.map(({ key, value }) => [key, value])))],
    );
    if (changed === 0) throw notFound(id);
  }

  /** @throws RESOURCE_DOES_NOT_EXIST also without the tag */
  async deleteTag(id: string, key: string): Promise<void> {
    const [outcome] = await this.#db.query(
      Outcome,
      `WITH target AS (SELECT tags FROM registry.logged_model WHERE model_id = $1),
       changed AS (
         UPDATE registry.logged_model SET tags = tags - $2::text WHERE model_id = $1 AND tags ? $2::text RETURNING 1
       )
       SELECT EXISTS (SELECT FROM target) AS known, EXISTS (SELECT FROM changed) AS changed`,
      [id, key],
    );
    if (outcome?.known !== true) throw notFound(id);
    if (!outcome.changed) {
      throw doesNotExist(`No tag with key '${key}' found for model with ID '${id}'.`);
    }
  }

  /** Params are written once. @throws BAD_REQUEST, as the genuine server, for one that is there already */
  async logParams(id: string, params: Readonly<Record<string, string>>): Promise<void> {
    const [outcome] = await this.#db.query(
      Outcome,
      `WITH target AS (SELECT params FROM registry.logged_model WHERE model_id = $1),
       changed AS (
         UPDATE registry.logged_model SET params = params || $2::jsonb
         WHERE model_id = $1 AND NOT params ?| ARRAY(SELECT jsonb_object_keys($2::jsonb)) RETURNING 1
       )
       SELECT EXISTS (SELECT FROM target) AS known, EXISTS (SELECT FROM changed) AS changed`,
      [id, JSON.stringify(params)],
    );
    if (outcome?.known !== true) throw notFound(id);
    if (!outcome.changed) {
      throw new MlflowError('BAD_REQUEST', 'A param of the logged model is there already.');
    }
  }

  /** Notes on a logged model that it was registered. */
  async noteVersion(id: string, name: string, version: number): Promise<void> {
    const note = JSON.stringify([{ name, version }]);
    await this.#db.execute(
      `UPDATE registry.logged_model
       SET tags = tags || jsonb_build_object('${VERSIONS_TAG}',
         CASE WHEN coalesce((tags ->> '${VERSIONS_TAG}')::jsonb, '[]') @> $2::jsonb THEN tags ->> '${VERSIONS_TAG}'
         ELSE (coalesce((tags ->> '${VERSIONS_TAG}')::jsonb, '[]') || $2::jsonb)::text END)
       WHERE model_id = $1`,
      [id, note],
    );
  }

  async #one(text: string, params: SqlValue[]): Promise<string | null> {
    return (await this.#db.query(Body, text, params))[0]?.body ?? null;
  }
}
