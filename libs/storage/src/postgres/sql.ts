import type { z } from 'zod';
import type { ColumnTable } from '../columnar/column-table.ts';
import type { ColumnType } from '../columnar/column.ts';

/** A value for `$n`: an array becomes a Postgres array (so stringify a JSON array), a plain object JSON. */
export type SqlValue =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Uint8Array
  | null
  | readonly unknown[]
  | { readonly [key: string]: unknown };

/** A statement; one with a name is planned once a connection, for what is asked thousands of times. */
export type SqlText = string | { readonly name: string; readonly text: string };

/**
 * What runs statements: the database itself (each statement its own transaction) or a transaction.
 * Row types: bigint arrives as number (an unsafe one is an error), timestamptz as Date, numeric as string.
 */
export interface Sql {
  /** Rows, each checked by `row`. */
  query<S extends z.ZodType>(
    row: S,
    text: SqlText,
    params?: readonly SqlValue[],
  ): Promise<z.infer<S>[]>;
  /** Number of rows the last statement changed. Without parameters `text` may hold several statements. */
  execute(text: SqlText, params?: readonly SqlValue[]): Promise<number>;
  /** For large results: columns in the order of the select list, NULL as NaN or null, timestamptz as epoch ms. */
  columns(
    types: Readonly<Record<string, ColumnType>>,
    text: string,
    params?: readonly SqlValue[],
  ): Promise<ColumnTable>;
  /** COPY … FROM STDIN: `text` is the whole statement, `source` the bytes in its format. Returns the row count. */
  copyFrom(text: string, source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<number>;
}

/** Runs work in a transaction: committed when it returns, rolled back when it throws. */
export interface Database extends Sql {
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
  /** Rejects when the first connection fails; later it reconnects for ever. */
  listen(channel: string, handler: ListenHandler): Promise<Subscription>;
}

export interface ListenHandler {
  /** A notification on the channel. */
  notified(payload: string): void;
  /** LISTEN is in force, at first and after each reconnection: what was said meanwhile is lost, so look for yourself. */
  listening(): void;
}

export interface Subscription {
  close(): Promise<void>;
}
