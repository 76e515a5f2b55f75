import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HeadroomError } from '@headroom/contracts';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { z } from 'zod';
import type { ColumnTable } from '../columnar/column-table.ts';
import type { ColumnType } from '../columnar/column.ts';
import { fromPgError } from './pg-error.ts';
import { queryColumns } from './query-columns.ts';
import type { Sql, SqlText, SqlValue } from './sql.ts';

type Queryable = Pick<pg.PoolClient, 'query'>;

/** Statements on one connection. Valid only as long as whoever holds the connection says so. */
export class Session implements Sql {
  readonly #client: pg.PoolClient;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  query<S extends z.ZodType>(row: S, text: SqlText, params?: readonly SqlValue[]) {
    return runQuery(this.#client, row, text, params);
  }

  execute(text: SqlText, params?: readonly SqlValue[]): Promise<number> {
    return runExecute(this.#client, text, params);
  }

  columns(
    types: Readonly<Record<string, ColumnType>>,
    text: string,
    params?: readonly SqlValue[],
  ): Promise<ColumnTable> {
    return queryColumns(this.#client, types, text, params);
  }

  async copyFrom(
    text: string,
    source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<number> {
    try {
      const target = this.#client.query(copyFrom(text));
      await pipeline(Readable.from(source, { objectMode: false }), target);
      return target.rowCount;
    } catch (error) {
      throw fromPgError(error);
    }
  }
}

export const runQuery = async <S extends z.ZodType>(
  client: Queryable,
  row: S,
  text: SqlText,
  params?: readonly SqlValue[],
): Promise<z.infer<S>[]> => {
  const { rows } = await run(client, text, params);
  const parsed = row.array().safeParse(rows);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new HeadroomError(
    'INTERNAL',
    `Row ${issue?.path.join('.') ?? ''} of a query is not what its reader expects: ${issue?.message ?? ''}. Align the schema with: ${typeof text === 'string' ? text : text.text}`,
    { cause: parsed.error },
  );
};

export const runExecute = async (
  client: Queryable,
  text: SqlText,
  params?: readonly SqlValue[],
): Promise<number> => (await run(client, text, params)).rowCount ?? 0;

/** Without parameters pg uses the simple protocol, which allows several statements in one text (migrations). */
const run = async (
  client: Queryable,
  text: SqlText,
  params: readonly SqlValue[] = [],
): Promise<pg.QueryResult> => {
  try {
    if (typeof text !== 'string')
      return await client.query({ ...text, values: params.map(bindable) });
    return params.length === 0
      ? await client.query(text)
      : await client.query(text, params.map(bindable));
  } catch (error) {
    throw fromPgError(error);
  }
};

/** pg knows bytea only as Buffer; a typed array that is no Buffer it would send whole, offset or not. */
const bindable = (value: SqlValue): SqlValue =>
  value instanceof Uint8Array && !Buffer.isBuffer(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : value;
