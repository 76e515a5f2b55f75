import { HeadroomError } from '@headroom/contracts';
import pg from 'pg';
import { ColumnBuilder } from '../columnar/column-builder.ts';
import { ColumnTable } from '../columnar/column-table.ts';
import { checkSafe } from '../columnar/check-columns.ts';
import type { Column, ColumnType } from '../columnar/column.ts';
import { fromPgError } from './pg-error.ts';
import type { SqlValue } from './sql.ts';

const TIMESTAMPTZ = 1184;
const SOURCE = 'the query';

/**
 * A result straight into typed arrays, row by row as it arrives: a million rows never exist as objects. `types` names
 * every column of the result, in its order.
 */
export const queryColumns = (
  client: Pick<pg.PoolClient, 'query'>,
  types: Readonly<Record<string, ColumnType>>,
  text: string,
  params: readonly SqlValue[] = [],
): Promise<ColumnTable> =>
  new Promise((resolve, reject) => {
    const builders = Object.entries(types).map(([name, type]) => new ColumnBuilder(name, type));
    const config: pg.QueryArrayConfig = {
      text,
      values: [...params],
      rowMode: 'array',
      types: { getTypeParser: () => (value: string) => value },
    };
    const query = new pg.Query<(string | null)[]>(config);
    let failure: unknown;
    query.on('row', (row, result) => {
      if (failure !== undefined) return;
      try {
        append(builders, row, result?.fields ?? []);
      } catch (error) {
        failure = error;
      }
    });
    query.on('error', (error) => {
      reject(asError(fromPgError(error)));
    });
    query.on('end', () => {
      try {
        if (failure !== undefined) throw asError(failure);
        resolve(new ColumnTable(SOURCE, builders.map(finish)));
      } catch (error) {
        reject(asError(error));
      }
    });
    client.query(query);
  });

const append = (
  builders: readonly ColumnBuilder[],
  row: readonly (string | null)[],
  fields: readonly pg.FieldDef[],
): void => {
  if (row.length !== builders.length) {
    throw new HeadroomError(
      'INTERNAL',
      `The query gives ${row.length} columns, its reader names ${builders.length}.`,
    );
  }
  builders.forEach((builder, i) => {
    const field = fields[i];
    if (field?.name !== builder.name) {
      throw new HeadroomError(
        'INTERNAL',
        `Column ${i + 1} of the query is ${field?.name ?? 'missing'}, its reader expects ${builder.name}.`,
      );
    }
    addText(builder, row[i] ?? null, field.dataTypeID);
  });
};

const addText = (builder: ColumnBuilder, text: string | null, oid: number): void => {
  if (builder.type === 'string') builder.addString(text);
  else if (builder.type === 'boolean') builder.addBoolean(text === null ? null : text === 't');
  else if (text === null) builder.addNumber(NaN);
  else builder.addNumber(oid === TIMESTAMPTZ ? instant(text) : Number(text));
};

const finish = (builder: ColumnBuilder): Column => {
  const column = builder.finish();
  if (column.type === 'int64') checkSafe(SOURCE, column.name, column.values);
  return column;
};

/** `2024-05-01 10:00:00.123+00`: the session's time zone is UTC. */
const instant = (text: string): number => Date.parse(text.replace(' ', 'T').replace(/\+00$/, 'Z'));

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));
