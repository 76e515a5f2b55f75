import type { ModelChange } from '@headroom/contracts';
import type { Database, Sql, SqlValue } from '@headroom/storage';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { MlflowError } from '../../../domain/mlflow-error.ts';
import type { Change } from '../../../domain/model.ts';
import { DELETED, type Stage } from '../../../domain/models/stage.ts';
import { marksPrompt, type Tag } from '../../../domain/models/tags.ts';
import { PgRegistryTransaction } from '../registry-transaction.ts';
import { publishAfterCommit } from '../registry-store.ts';
import { modelJson, response, versionJson } from './model-json.ts';
import { noModel, noVersion } from './read-models.ts';

const Body = z.object({ body: z.string() });
const Known = z.object({ tags: z.record(z.string(), z.string()) });

type Told = Omit<ModelChange, 'at' | 'by' | 'reason' | 'version'> & { readonly version?: number };

/** Changes of registered models and versions but for aliases; each a transaction that also tells of it. */
export class WriteModels {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws RESOURCE_ALREADY_EXISTS, in other words where a prompt has the name of a model */
  async create(
    name: string,
    tags: Readonly<Record<string, string>>,
    description: string | undefined,
    change: Change,
  ): Promise<string> {
    const body = await this.#change(change, { kind: 'model_created', name }, (sql) =>
      one(
        sql,
        `INSERT INTO registry.registered_model AS m (name, creation_time, last_updated_time, description, tags)
         VALUES ($1, $2, $2, $3, $4) ON CONFLICT (name) DO NOTHING
         RETURNING ${response('registered_model', modelJson('m'))}`,
        [name, change.at, description ?? null, JSON.stringify(tags)],
      ),
    );
    if (body !== null) return body;
    const [known] = await this.#database.query(
      Known,
      'SELECT tags FROM registry.registered_model WHERE name = $1',
      [name],
    );
    throw nameTaken(name, marksPrompt(known?.tags ?? {}), marksPrompt(tags));
  }

  async describe(name: string, description: string | undefined, change: Change): Promise<string> {
    const body = await this.#change(change, { kind: 'model_updated', name }, (sql) =>
      one(
        sql,
        `UPDATE registry.registered_model m SET description = $2, last_updated_time = $3 WHERE name = $1
         RETURNING ${response('registered_model', modelJson('m'))}`,
        [name, description ?? null, change.at],
      ),
    );
    if (body === null) throw noModel(name);
    return body;
  }

  async setTag(name: string, tag: Tag, change: Change): Promise<void> {
    const told = { kind: 'tag_set', name, tag: tag.key } as const;
    const done = await this.#change(change, told, (sql) =>
      changed(
        sql,
        'UPDATE registry.registered_model SET tags = tags || jsonb_build_object($2::text, $3::text) WHERE name = $1',
        [name, tag.key, tag.value],
      ),
    );
    if (done === null) throw noModel(name);
  }

  async deleteTag(name: string, key: string, change: Change): Promise<void> {
    const done = await this.#change(change, { kind: 'tag_deleted', name, tag: key }, (sql) =>
      changed(
        sql,
        'UPDATE registry.registered_model SET tags = tags - $2::text WHERE name = $1',
        [name, key],
      ),
    );
    if (done === null) throw noModel(name);
  }

  async describeVersion(
    name: string,
    version: number,
    description: string | undefined,
    change: Change,
  ): Promise<string> {
    const body = await this.#change(change, { kind: 'version_updated', name, version }, (sql) =>
      one(
        sql,
        `UPDATE registry.model_version v SET description = $3, last_updated_time = $4
         WHERE ${LIVING} RETURNING ${response('model_version', versionJson('v'))}`,
        [name, version, description ?? null, change.at],
      ),
    );
    if (body === null) throw noVersion(name, version);
    return body;
  }

  async setVersionTag(name: string, version: number, tag: Tag, change: Change): Promise<void> {
    const told = { kind: 'tag_set', name, version, tag: tag.key } as const;
    const done = await this.#change(change, told, (sql) =>
      changed(
        sql,
        `UPDATE registry.model_version SET tags = tags || jsonb_build_object($3::text, $4::text) WHERE ${LIVING}`,
        [name, version, tag.key, tag.value],
      ),
    );
    if (done === null) throw noVersion(name, version);
  }

  async deleteVersionTag(
    name: string,
    version: number,
    key: string,
    change: Change,
  ): Promise<void> {
    const told = { kind: 'tag_deleted', name, version, tag: key } as const;
    const done = await this.#change(change, told, (sql) =>
      changed(sql, `UPDATE registry.model_version SET tags = tags - $3::text WHERE ${LIVING}`, [
        name,
        version,
        key,
      ]),
    );
    if (done === null) throw noVersion(name, version);
  }

  /** Moves a version to a stage; with `archive` whatever was in that stage goes to Archived. */
  async moveToStage(
    name: string,
    version: number,
    stage: Stage,
    archive: boolean,
    change: Change,
  ): Promise<string> {
    const body = await this.#change(
      change,
      { kind: 'stage_changed', name, version, stage },
      async (sql) => {
        // The model's row first: of two transitions into one stage the later sees what the earlier left.
        await sql.execute(
          'UPDATE registry.registered_model SET last_updated_time = $2 WHERE name = $1',
          [name, change.at],
        );
        const moved = await one(
          sql,
          `UPDATE registry.model_version v SET current_stage = $3, last_updated_time = $4
           WHERE ${LIVING} RETURNING ${response('model_version', versionJson('v'))}`,
          [name, version, stage, change.at],
        );
        if (moved !== null && archive) {
          await sql.execute(
            `UPDATE registry.model_version SET current_stage = 'Archived', last_updated_time = $4
             WHERE name = $1 AND version <> $2 AND current_stage = $3`,
            [name, version, stage, change.at],
          );
        }
        return moved;
      },
    );
    if (body === null) throw noVersion(name, version);
    return body;
  }

  /** Null from the work: nothing was changed, nothing is told. */
  #change<T>(
    { at, by, reason }: Change,
    { version, ...told }: Told,
    work: (sql: Sql) => Promise<T | null>,
  ): Promise<T | null> {
    return this.#database.transaction(async (sql) => {
      const result = await work(sql);
      if (result === null) return null;
      const tx = new PgRegistryTransaction(sql, publishAfterCommit(sql));
      await tx.tell(`${told.kind}/${randomUUID()}`, {
        ...told,
        version: version === undefined ? null : String(version),
        at,
        by,
        reason,
      });
      return result;
    });
  }
}

const LIVING = `name = $1 AND version = $2 AND current_stage <> '${DELETED}'`;

const one = async (sql: Sql, text: string, params: SqlValue[]): Promise<string | null> =>
  (await sql.query(Body, text, params))[0]?.body ?? null;

const changed = async (sql: Sql, text: string, params: SqlValue[]): Promise<true | null> =>
  (await sql.execute(text, params)) > 0 ? true : null;

function nameTaken(name: string, byPrompt: boolean, forPrompt: boolean): MlflowError {
  const [taker, wanted] = [kindOf(byPrompt), kindOf(forPrompt)];
  const message =
    taker === wanted
      ? `${wanted} (name=${name}) already exists.`
      : `Tried to create a ${wanted.toLowerCase()} with name '${name}', but the name is already taken by a ${taker.toLowerCase()}. MLflow does not allow creating a model and a prompt with the same name.`;
  return new MlflowError('RESOURCE_ALREADY_EXISTS', message);
}

const kindOf = (isPrompt: boolean): string => (isPrompt ? 'Prompt' : 'Registered Model');
