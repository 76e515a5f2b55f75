import { HeadroomError } from '@headroom/contracts';

/** A column as its file holds it. Missing is null in text, NaN in numbers and times (epoch ms). */
export type InputColumn =
  | { readonly kind: 'text'; readonly values: readonly (string | null)[] }
  | { readonly kind: 'number' | 'time'; readonly values: Float64Array };

/** A file to import, columnar. */
export interface InputTable {
  /** Name of the file: every message begins with it. */
  readonly file: string;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, InputColumn>;
  /** Where a reader of the file finds a row: its line in text, its number from 0 in Parquet. */
  place(row: number): string;
}

export function columnOf(table: InputTable, name: string): InputColumn {
  const column = table.columns.get(name);
  if (column !== undefined) return column;
  const has = [...table.columns.keys()].slice(0, 20).join(', ');
  throw new HeadroomError(
    'INVALID_DATA',
    `${table.file}: no column ${name} (columns: ${has}); add it, or name another one in a mapping`,
    { details: { file: table.file, column: name } },
  );
}

/** Refuses one cell: names file, row and column, what is wrong and the fix. */
export function badCell(
  table: InputTable,
  row: number,
  column: string,
  what: string,
): HeadroomError {
  return new HeadroomError(
    'INVALID_DATA',
    `${table.file}, ${table.place(row)}: ${column} ${what}`,
    {
      details: { file: table.file, column, row },
    },
  );
}
