/** A column of a data set as its file types it. Numeric columns carry NaN for missing, text columns null. */
export type Column =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'text'; readonly values: readonly (string | null)[] };

/** A whole file of workload records, columnar. `timestamp` is a number column of epoch ms. */
export interface RecordTable {
  /** File the table came from: every message names it. */
  readonly file: string;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Column>;
}

/**
 * Where a person finds a row, for messages: imported rows carry the file and line that they came from in the column
 * `origin`; others are told by file and row number, from 0.
 */
export function placeOf({ file, columns }: RecordTable, row: number): string {
  const origins = columns.get('origin');
  const origin = origins?.kind === 'text' ? origins.values[row] : null;
  return origin ?? `${file}, row ${row}`;
}
