import { HeadroomError } from '@headroom/contracts';
import pg from 'pg';
import type { z } from 'zod';
import type { ColumnTable } from '../columnar/column-table.ts';
import type { ColumnType } from '../columnar/column.ts';
import { Listener } from './listener.ts';
import { fromPgError } from './pg-error.ts';
import { rowTypes } from './pg-types.ts';
import { runExecute, runQuery, Session } from './session.ts';
import type { Database, ListenHandler, Sql, SqlText, SqlValue, Subscription } from './sql.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /** Shown in pg_stat_activity: the service's name. */
  readonly applicationName: string;
  /** Of the pool; a listener takes one more. Default 8. */
  readonly maxConnections?: number;
}

/** A pool of connections. Connects on first use. */
export class Postgres implements Database {
  readonly #config: pg.ClientConfig;
  readonly #pool: pg.Pool;

  constructor(options: PostgresOptions) {
    this.#config = {
      connectionString: options.url,
      application_name: options.applicationName,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      types: rowTypes,
      options:
        '-c TimeZone=UTC -c statement_timeout=300000 -c idle_in_transaction_session_timeout=60000',
    };
    this.#pool = new pg.Pool({
      ...this.#config,
      max: options.maxConnections ?? 8,
      idleTimeoutMillis: 30_000,
    });
    // Idle or taken, a connection that dies emits 'error', which would end the process; whoever uses it next is told.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  query<S extends z.ZodType>(row: S, text: SqlText, params?: readonly SqlValue[]) {
    return this.#with((client) => runQuery(client, row, text, params));
  }

  execute(text: SqlText, params?: readonly SqlValue[]): Promise<number> {
    return this.#with((client) => runExecute(client, text, params));
  }

  columns(
    types: Readonly<Record<string, ColumnType>>,
    text: string,
    params?: readonly SqlValue[],
  ): Promise<ColumnTable> {
    return this.#with((client) => new Session(client).columns(types, text, params));
  }

  copyFrom(
    text: string,
    source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<number> {
    return this.#with((client) => new Session(client).copyFrom(text, source));
  }

  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
    return this.#with(async (client) => {
      await runExecute(client, 'begin');
      try {
        const result = await work(new Session(client));
        await commit(client);
        return result;
      } catch (error) {
        // Fails only where the connection is lost; the server then rolls back and the pool drops the connection.
        await client.query('rollback').catch(() => undefined);
        throw error;
      }
    });
  }

  async listen(channel: string, handler: ListenHandler): Promise<Subscription> {
    const listener = new Listener(this.#config, channel, handler);
    try {
      await listener.connect();
    } catch (error) {
      throw fromPgError(error);
    }
    return listener;
  }

  /** @throws UNAVAILABLE */
  async ping(): Promise<void> {
    await this.execute('select 1');
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #with<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    let client: pg.PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (error) {
      throw fromPgError(error);
    }
    try {
      return await work(client);
    } finally {
      client.release();
    }
  }
}

/** Postgres answers COMMIT of a transaction in which a statement failed with ROLLBACK and no error. */
const commit = async (client: pg.PoolClient): Promise<void> => {
  let command: string;
  try {
    ({ command } = await client.query('commit'));
  } catch (error) {
    throw fromPgError(error);
  }
  if (command === 'COMMIT') return;
  throw new HeadroomError(
    'INTERNAL',
    'The transaction was rolled back: an error of one of its statements was caught. Let it through.',
  );
};
