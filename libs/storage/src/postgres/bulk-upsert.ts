import { arrayLiteral, rowsOf } from './bulk-column.ts';
import type { BulkColumn } from './bulk-column.ts';
import { quoteIdentifier } from './identifier.ts';
import type { Sql } from './sql.ts';

export interface BulkUpsert {
  readonly table: string;
  readonly columns: readonly BulkColumn[];
  /** Columns of the unique index that decides what exists. Distinct within a call where `onConflict` is `update`. */
  readonly key: readonly string[];
  readonly onConflict: 'ignore' | 'update';
  /** With `update`: SQL condition over `target` (the row that is there) and `excluded` (ours). Default: always. */
  readonly updateWhen?: string;
}

/** One statement, one array parameter a column, whatever the number of rows. Returns how many were written. */
export const bulkUpsert = async (sql: Sql, upsert: BulkUpsert): Promise<number> => {
  const { table, columns } = upsert;
  if (rowsOf(table, columns) === 0) return 0;
  const names = columns.map((column) => quoteIdentifier(column.name));
  const arrays = columns.map((column, i) => `$${i + 1}::${column.type}[]`);
  const text =
    `insert into ${quoteIdentifier(table)} as target (${names.join(', ')}) ` +
    `select * from unnest(${arrays.join(', ')}) ` +
    `on conflict (${upsert.key.map(quoteIdentifier).join(', ')}) ${resolution(upsert)}`;
  return sql.execute(text, columns.map(arrayLiteral));
};

const resolution = ({ columns, key, onConflict, updateWhen }: BulkUpsert): string => {
  if (onConflict === 'ignore') return 'do nothing';
  const sets = columns
    .filter((column) => !key.includes(column.name))
    .map(({ name }) => `${quoteIdentifier(name)} = excluded.${quoteIdentifier(name)}`);
  const where = updateWhen === undefined ? '' : ` where ${updateWhen}`;
  return `do update set ${sets.join(', ')}${where}`;
};
