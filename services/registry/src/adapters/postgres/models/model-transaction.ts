import type { Sql } from '@headroom/storage';
import { z } from 'zod';
import type { AliasHolder, PastHolder } from '../../../domain/model.ts';
import type { ModelTransaction } from '../../../domain/models/model-transaction.ts';
import { DELETED } from '../../../domain/models/stage.ts';
import { pastHolderOf, PastRow, PgRegistryTransaction, type Publish } from '../registry-transaction.ts';

const Holder = z.object({ name: z.string(), alias: z.string(), version: z.int() });

/** A transaction of MLflow's clients on Postgres. */
export class PgModelTransaction extends PgRegistryTransaction implements ModelTransaction {
  readonly #sql: Sql;

  constructor(sql: Sql, publish: Publish) {
    super(sql, publish);
    this.#sql = sql;
  }

  async lockModel(name: string): Promise<boolean> {
    const locked = await this.#sql.query(
      z.object({ name: z.string() }),
      'SELECT name FROM registry.registered_model WHERE name = $1 FOR UPDATE',
      [name],
    );
    return locked.length > 0;
  }

  aliasesOf(name: string): Promise<AliasHolder[]> {
    return this.#sql.query(
      Holder,
      'SELECT name, alias, version FROM registry.model_alias WHERE name = $1 ORDER BY alias',
      [name],
    );
  }

  async removeVersion(name: string, version: number, now: number): Promise<void> {
    await this.#sql.execute(
      `UPDATE registry.model_version
       SET current_stage = '${DELETED}', last_updated_time = $3, description = NULL, user_id = NULL,
         source = NULL, storage_location = NULL, run_id = NULL, run_link = NULL, tags = '{}'
       WHERE name = $1 AND version = $2`,
      [name, version, now],
    );
    await this.#sql.execute(
      'UPDATE registry.registered_model SET last_updated_time = $2 WHERE name = $1',
      [name, now],
    );
  }

  async removeModel(name: string): Promise<void> {
    await this.#sql.execute('DELETE FROM registry.registered_model WHERE name = $1', [name]);
  }

  async renameModel(name: string, newName: string, now: number): Promise<boolean> {
    const taken = await this.#sql.query(
      z.object({ name: z.string() }),
      'SELECT name FROM registry.registered_model WHERE name = $1',
      [newName],
    );
    if (taken.length > 0) return false;
    // Versions and aliases follow by their foreign keys.
    await this.#sql.execute(
      'UPDATE registry.registered_model SET name = $2, last_updated_time = $3 WHERE name = $1',
      [name, newName, now],
    );
    await this.#sql.execute(
      `UPDATE registry.model_version SET last_updated_time = $2 WHERE name = $1 AND current_stage <> '${DELETED}'`,
      [newName, now],
    );
    return true;
  }

  async pastHolders(name: string, alias: string): Promise<PastHolder[]> {
    const rows = await this.#sql.query(
      PastRow,
      `SELECT name, version, reason FROM registry.alias_history
       WHERE name = $1 AND alias = $2 AND version IS NOT NULL ORDER BY id DESC LIMIT 1000`,
      [name, alias],
    );
    return rows.map(pastHolderOf);
  }
}
