import {
  Algorithm,
  HeadroomError,
  ObjectRef,
  TOPICS,
  type AlertRaised,
  type ModelChange,
  type ModelEvent,
  type Topic,
} from '@headroom/contracts';
import type { Sql, SqlValue } from '@headroom/storage';
import { z } from 'zod';
import {
  ROLLED_BACK,
  type AliasHolder,
  type Change,
  type ModelVersion,
  type NewVersion,
  type PastHolder,
} from '../../domain/model.ts';
import { DELETED } from '../../domain/models/stage.ts';
import type { RegistryTransaction } from '../../domain/registry-store.ts';
import type { Run } from '../../domain/run.ts';
import { writeRun } from './write-run.ts';

const VersionRow = z
  .object({
    name: z.string(),
    version: z.int(),
    run_id: z.string().nullable(),
    source: z.string().nullable(),
    algorithm: Algorithm.nullable(),
    bundle: ObjectRef.nullable(),
    test_relative_mae: z.number().nullable(),
  })
  .transform(({ run_id, algorithm, bundle, test_relative_mae, ...row }): ModelVersion => ({
    ...row,
    runId: run_id === '' ? null : run_id,
    served: algorithm === null || bundle === null ? null : { algorithm, bundle },
    testRelativeMae: test_relative_mae,
  }));
const VERSION = `name, version, run_id, source, algorithm, bundle,
  (SELECT value FROM registry.latest_metric JOIN registry.run r USING (run_no)
   WHERE r.run_id = model_version.run_id AND key = 'test_relative_mae' AND value < 'Infinity') AS test_relative_mae`;
const HolderRow = z.object({ name: z.string(), alias: z.string(), version: z.int() });

export const PastRow = z.object({ name: z.string(), version: z.int(), reason: z.string() });

export const pastHolderOf = ({ reason, ...row }: z.infer<typeof PastRow>): PastHolder => ({
  ...row,
  isRollback: reason.startsWith(ROLLED_BACK),
});

/** Writes an event that is published after the commit. */
export type Publish = (event: {
  readonly topic: Topic;
  readonly id: string;
  readonly key: string;
  readonly data: ModelEvent | ModelChange | AlertRaised;
}) => Promise<void>;

/** One transaction on Postgres. */
export class PgRegistryTransaction implements RegistryTransaction {
  readonly #db: Sql;
  readonly #publish: Publish;

  constructor(db: Sql, publish: Publish) {
    this.#db = db;
    this.#publish = publish;
  }

  async lockAlias(alias: string): Promise<void> {
    await this.#db.execute('SELECT pg_advisory_xact_lock(hashtext($1))', [
      `registry.alias.${alias}`,
    ]);
  }

  async ensureExperiment(name: string, now: number): Promise<string> {
    // DO UPDATE, so that the row is returned also where another transaction has just made it.
    const [row] = await this.#db.query(
      z.object({ experiment_id: z.coerce.string() }),
      `INSERT INTO registry.experiment (name, creation_time, last_update_time) VALUES ($1, $2, $2)
       ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING experiment_id`,
      [name, now],
    );
    return present(row).experiment_id;
  }

  async putRun(experimentId: string, run: Run): Promise<void> {
    await writeRun(this.#db, experimentId, run);
  }

  async ensureModel(name: string, now: number): Promise<void> {
    await this.#db.execute(
      `INSERT INTO registry.registered_model (name, creation_time, last_updated_time) VALUES ($1, $2, $2)
       ON CONFLICT DO NOTHING`,
      [name, now],
    );
  }

  async versionOfRun(name: string, runId: string): Promise<ModelVersion | null> {
    return this.#version('name = $1 AND run_id = $2 AND bundle IS NOT NULL', [name, runId]);
  }

  async version(name: string, version: number): Promise<ModelVersion | null> {
    return this.#version('name = $1 AND version = $2', [name, version]);
  }

  async createVersion(version: NewVersion, now: number): Promise<ModelVersion> {
    const [created] = await this.#db.query(
      VersionRow,
      `WITH next AS (
         UPDATE registry.registered_model SET last_version = last_version + 1, last_updated_time = $2
         WHERE name = $1 RETURNING last_version
       )
       INSERT INTO registry.model_version (name, version, creation_time, last_updated_time, run_id, source,
         algorithm, bundle, storage_location, run_link, description, tags)
       SELECT $1, last_version, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM next
       RETURNING ${VERSION}`,
      [
        version.name,
        now,
        version.runId,
        version.source,
        version.served?.algorithm ?? null,
        version.served === null ? null : JSON.stringify(version.served.bundle),
        version.storageLocation ?? null,
        version.runLink ?? null,
        version.description ?? null,
        JSON.stringify(version.tags ?? {}),
      ],
    );
    return present(created);
  }

  async holders(alias: string): Promise<AliasHolder[]> {
    return this.#db.query(
      HolderRow,
      'SELECT name, alias, version FROM registry.model_alias WHERE alias = $1 ORDER BY name',
      [alias],
    );
  }

  async setAlias(holder: AliasHolder, change: Change): Promise<number> {
    await this.#db.execute(
      `INSERT INTO registry.model_alias (name, alias, version) VALUES ($1, $2, $3)
       ON CONFLICT (name, alias) DO UPDATE SET version = excluded.version`,
      [holder.name, holder.alias, holder.version],
    );
    return this.#remember(holder, holder.version, change);
  }

  async deleteAlias(holder: AliasHolder, change: Change): Promise<number> {
    await this.#db.execute('DELETE FROM registry.model_alias WHERE name = $1 AND alias = $2', [
      holder.name,
      holder.alias,
    ]);
    return this.#remember(holder, null, change);
  }

  async enqueue(id: string, event: ModelEvent): Promise<void> {
    await this.#publish({ topic: TOPICS.modelsEvents, id, key: event.name, data: event });
  }

  async tell(id: string, change: ModelChange): Promise<void> {
    await this.#publish({ topic: TOPICS.modelsChanges, id, key: change.name, data: change });
  }

  async alert(alert: AlertRaised): Promise<void> {
    await this.#publish({ topic: TOPICS.alertsRaised, id: alert.id, key: alert.id, data: alert });
  }

  async pastServed(alias: string): Promise<PastHolder[]> {
    const rows = await this.#db.query(
      PastRow,
      `SELECT h.name, h.version, h.reason
       FROM registry.alias_history h JOIN registry.model_version v USING (name, version)
       WHERE h.alias = $1 AND v.bundle IS NOT NULL ORDER BY h.id DESC LIMIT 1000`,
      [alias],
    );
    return rows.map(pastHolderOf);
  }

  async lastReason(name: string, alias: string): Promise<string | null> {
    const [row] = await this.#db.query(
      z.object({ reason: z.string() }),
      'SELECT reason FROM registry.alias_history WHERE name = $1 AND alias = $2 ORDER BY id DESC LIMIT 1',
      [name, alias],
    );
    return row?.reason ?? null;
  }

  async #remember(holder: AliasHolder, version: number | null, change: Change): Promise<number> {
    const [row] = await this.#db.query(
      z.object({ id: z.int() }),
      `INSERT INTO registry.alias_history (name, alias, version, reason, changed_by, changed_at)
       VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
      [holder.name, holder.alias, version, change.reason ?? '', change.by, change.at],
    );
    return present(row).id;
  }

  async #version(where: string, params: SqlValue[]): Promise<ModelVersion | null> {
    const [row] = await this.#db.query(
      VersionRow,
      `SELECT ${VERSION} FROM registry.model_version
       WHERE ${where} AND current_stage <> '${DELETED}' ORDER BY version LIMIT 1`,
      params,
    );
    return row ?? null;
  }
}

/** A statement with RETURNING that must give a row. */
function present<T>(row: T | undefined): T {
  if (row === undefined)
    throw new HeadroomError('INTERNAL', 'a write to the registry returned no row');
  return row;
}
