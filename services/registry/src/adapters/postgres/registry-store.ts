import { toOutboxRow } from '@headroom/messaging';
import { enqueue, type Database, type Sql } from '@headroom/storage';
import type { ModelStore, ModelTransaction } from '../../domain/models/model-transaction.ts';
import type { RegistryStore, RegistryTransaction } from '../../domain/registry-store.ts';
import { PgModelTransaction } from './models/model-transaction.ts';
import { PgRegistryTransaction, type Publish } from './registry-transaction.ts';

/** Name of the registry's outbox. */
export const OUTBOX = 'registry';

/** The registry on Postgres: state and the events that tell of it commit together. */
export class PgRegistry implements RegistryStore, ModelStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  transaction<T>(work: (tx: RegistryTransaction) => Promise<T>): Promise<T> {
    return this.#database.transaction((sql) =>
      work(new PgRegistryTransaction(sql, publishAfterCommit(sql))),
    );
  }

  models<T>(work: (tx: ModelTransaction) => Promise<T>): Promise<T> {
    return this.#database.transaction((sql) =>
      work(new PgModelTransaction(sql, publishAfterCommit(sql))),
    );
  }
}

/** Events of one model are published in the order in which their transactions commit. */
export const publishAfterCommit =
  (sql: Sql): Publish =>
  (event) =>
    enqueue(sql, OUTBOX, [toOutboxRow({ ...event, source: 'headroom/registry' })]);
