import { Algorithm, HeadroomError, ObjectRef, type ModelEvent } from '@headroom/contracts';
import type { Sql, SqlValue } from '@headroom/storage';
import { z } from 'zod';
import type { AliasHolder, ModelVersion } from '../../domain/model.ts';
import type { RegistryTransaction } from '../../domain/registry-store.ts';
import type { Run } from '../../domain/run.ts';
import { writeRun } from './write-run.ts';

const VersionRow = z
  .object({
    name: z.string(),
    version: z.int(),
    run_id: z.string(),
    algorithm: Algorithm,
    bundle: ObjectRef,
  })
  .transform(({ run_id, ...row }): ModelVersion => ({ ...row, runId: run_id }));
const HolderRow = z.object({ name: z.string(), alias: z.string(), version: z.int() });

/** One transaction on Postgres. */
export class PgRegistryTransaction implements RegistryTransaction {
  readonly #db: Sql;
  readonly #enqueue: (id: string, event: ModelEvent) => Promise<void>;

  constructor(db: Sql, enqueue: (id: string, event: ModelEvent) => Promise<void>) {
    this.#db = db;
    this.#enqueue = enqueue;
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
      'INSERT INTO registry.registered_model (name, creation_time) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      [name, now],
    );
  }

  async versionOfRun(name: string, runId: string): Promise<ModelVersion | null> {
    return this.#version('name = $1 AND run_id = $2', [name, runId]);
  }

  async version(name: string, version: number): Promise<ModelVersion | null> {
    return this.#version('name = $1 AND version = $2', [name, version]);
  }

  async createVersion(version: Omit<ModelVersion, 'version'>, now: number): Promise<ModelVersion> {
    const [created] = await this.#db.query(
      VersionRow,
      `WITH next AS (
         UPDATE registry.registered_model SET last_version = last_version + 1 WHERE name = $1 RETURNING last_version
       )
       INSERT INTO registry.model_version (name, version, run_id, algorithm, bundle, creation_time)
       SELECT $1, last_version, $2, $3, $4, $5 FROM next
       RETURNING name, version, run_id, algorithm, bundle`,
      [version.name, version.runId, version.algorithm, JSON.stringify(version.bundle), now],
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

  async setAlias(holder: AliasHolder, reason: string, now: number): Promise<void> {
    await this.#db.execute(
      `INSERT INTO registry.model_alias (name, alias, version) VALUES ($1, $2, $3)
       ON CONFLICT (name, alias) DO UPDATE SET version = excluded.version`,
      [holder.name, holder.alias, holder.version],
    );
    await this.#remember(holder, holder.version, reason, now);
  }

  async deleteAlias(holder: AliasHolder, reason: string, now: number): Promise<void> {
    await this.#db.execute('DELETE FROM registry.model_alias WHERE name = $1 AND alias = $2', [
      holder.name,
      holder.alias,
    ]);
    await this.#remember(holder, null, reason, now);
  }

  async enqueue(id: string, event: ModelEvent): Promise<void> {
    await this.#enqueue(id, event);
  }

  async #remember(holder: AliasHolder, version: number | null, reason: string, now: number) {
    await this.#db.execute(
      'INSERT INTO registry.alias_history (name, alias, version, reason, changed_at) VALUES ($1, $2, $3, $4, $5)',
      [holder.name, holder.alias, version, reason, now],
    );
  }

  async #version(where: string, params: SqlValue[]): Promise<ModelVersion | null> {
    const [row] = await this.#db.query(
      VersionRow,
      `SELECT name, version, run_id, algorithm, bundle FROM registry.model_version WHERE ${where}`,
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
