import { TOPICS, type ModelEvent } from '@headroom/contracts';
import { toOutboxRow } from '@headroom/messaging';
import { enqueue, type Database, type Sql } from '@headroom/storage';
import type { RegistryStore, RegistryTransaction } from '../../domain/registry-store.ts';
import { PgRegistryTransaction } from './registry-transaction.ts';

/** Name of the registry's outbox. */
export const OUTBOX = 'registry';

/** The registry on Postgres: state and the events that tell of it commit together. */
export class PgRegistry implements RegistryStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  transaction<T>(work: (tx: RegistryTransaction) => Promise<T>): Promise<T> {
    return this.#database.transaction((sql) =>
      work(new PgRegistryTransaction(sql, (id, event) => publishAfterCommit(sql, id, event))),
    );
  }
}

async function publishAfterCommit(sql: Sql, id: string, event: ModelEvent): Promise<void> {
  const row = toOutboxRow({
    topic: TOPICS.modelsEvents,
    id,
    source: 'headroom/registry',
    key: event.name,
    data: event,
  });
  await enqueue(sql, OUTBOX, [row]);
}
