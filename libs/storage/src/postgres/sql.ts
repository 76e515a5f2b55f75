import type { z } from 'zod';

/** A value for `$n`: arrays become Postgres arrays, plain objects JSON, Uint8Array bytea. */
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

/**
 * What runs statements: the database itself (each statement its own transaction) or a transaction.
 * Row types: bigint columns arrive as number (an unsafe one is an error), timestamptz as Date, numeric as string.
 */
export interface Sql {
  /** Rows, each checked by `row`. */
  query<S extends z.ZodType>(
    row: S,
    text: string,
    params?: readonly SqlValue[],
  ): Promise<z.infer<S>[]>;
  /** Number of rows the statement changed. */
  execute(text: string, params?: readonly SqlValue[]): Promise<number>;
  /** COPY … FROM STDIN: `text` is the whole statement, `source` the bytes in its format. Returns the row count. */
  copyFrom(text: string, source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<number>;
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
