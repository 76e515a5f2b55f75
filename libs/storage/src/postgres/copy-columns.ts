import { rowsOf, textAt } from './bulk-column.ts';
import type { BulkColumn } from './bulk-column.ts';
import { quoteIdentifier } from './identifier.ts';
import type { Sql } from './sql.ts';

const ROWS_PER_CHUNK = 2_000;

/** Bulk load by COPY, for many rows that are known to be new (or go to a temporary table). Returns their number. */
export const copyColumns = (
  sql: Sql,
  table: string,
  columns: readonly BulkColumn[],
): Promise<number> => {
  const rows = rowsOf(table, columns);
  const names = columns.map((column) => quoteIdentifier(column.name)).join(', ');
  return sql.copyFrom(
    `copy ${quoteIdentifier(table)} (${names}) from stdin`,
    encode(columns, rows),
  );
};

function* encode(columns: readonly BulkColumn[], rows: number): Generator<Uint8Array> {
  for (let start = 0; start < rows; start += ROWS_PER_CHUNK) {
    const end = Math.min(rows, start + ROWS_PER_CHUNK);
    let text = '';
    for (let row = start; row < end; row++) {
      text += columns.map((column) => escaped(textAt(column, row))).join('\t') + '\n';
    }
    yield Buffer.from(text);
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

const escaped = (text: string | null): string =>
  text === null ? '\\N' : text.replace(/[\\\n\r\t]/g, (c) => ESCAPES[c] ?? c);
