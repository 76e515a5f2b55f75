import { HeadroomError } from '@headroom/contracts';

/** Postgres types of bulk columns, and what their values are in memory. */
export type BulkColumn = { readonly name: string } & (
  | { readonly type: 'float8'; readonly values: ArrayLike<number> }
  /** Epoch ms; NaN is NULL. */
  | { readonly type: 'timestamptz'; readonly values: ArrayLike<number> }
  | { readonly type: 'int4' | 'int8'; readonly values: ArrayLike<number> }
  | { readonly type: 'text' | 'jsonb'; readonly values: ArrayLike<string | null> }
  | { readonly type: 'bool'; readonly values: ArrayLike<boolean | null> }
  | { readonly type: 'bytea'; readonly values: ArrayLike<Uint8Array | null> }
);

/** The value at a row as Postgres reads it in text, unquoted; null for NULL. NaN is NULL, −0 stays −0. */
export const textAt = (column: BulkColumn, row: number): string | null => {
  switch (column.type) {
    case 'float8':
      return float(column.values[row] ?? NaN);
    case 'int4':
    case 'int8':
      return integer(column.name, column.values[row] ?? NaN);
    case 'timestamptz':
      return timestamp(column.name, column.values[row] ?? NaN);
    case 'text':
    case 'jsonb':
      return column.values[row] ?? null;
    case 'bool':
      return bool(column.values[row] ?? null);
    case 'bytea':
      return hex(column.values[row] ?? null);
  }
};

const float = (value: number): string | null => {
  if (Number.isNaN(value)) return null;
  return Object.is(value, -0) ? '-0' : String(value);
};

const integer = (name: string, value: number): string | null => {
  if (Number.isNaN(value)) return null;
  if (Number.isSafeInteger(value)) return String(value);
  throw new HeadroomError('INVALID_DATA', `Column ${name} holds ${value}, must be whole numbers.`);
};

const timestamp = (name: string, value: number): string | null => {
  if (Number.isNaN(value)) return null;
  const date = new Date(value);
  // Beyond year 9999 JavaScript writes a sign and six digits, which Postgres does not read.
  if (date.getTime() === value && value >= 0 && value < 253_402_300_800_000)
    return date.toISOString();
  throw new HeadroomError(
    'INVALID_DATA',
    `Column ${name} holds ${value}, must be epoch milliseconds between 1970 and 9999.`,
  );
};

const bool = (value: boolean | null): string | null => {
  if (value === null) return null;
  return value ? 't' : 'f';
};

const hex = (value: Uint8Array | null): string | null =>
  value === null
    ? null
    : `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`;

/** A column as one array parameter: pg itself would take a typed array for bytea and lose −0. */
export const arrayLiteral = (column: BulkColumn): string => {
  const quoted = column.type === 'text' || column.type === 'jsonb' || column.type === 'bytea';
  const parts = new Array<string>(column.values.length);
  for (let row = 0; row < parts.length; row++) {
    const text = textAt(column, row);
    if (text === null) parts[row] = 'NULL';
    else parts[row] = quoted ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
  }
  return `{${parts.join(',')}}`;
};

/** @throws INVALID_REQUEST when the columns are not of one length. Returns it. */
export const rowsOf = (table: string, columns: readonly BulkColumn[]): number => {
  const rows = columns[0]?.values.length ?? 0;
  const odd = columns.find((column) => column.values.length !== rows);
  if (odd === undefined) return rows;
  throw new HeadroomError(
    'INVALID_REQUEST',
    `Column ${odd.name} for table ${table} has ${odd.values.length} values, the first column ${rows}.`,
  );
};
