import { invalidInput, schemaMismatch, type ScoringError } from './scoring-error.ts';

/** A request's data as a table, whatever way it was written. */
export interface ScoringTable {
  readonly columns: readonly (string | number)[];
  readonly length: number;
  /** @param column its position in `columns` */
  cell(row: number, column: number): unknown;
}

/** How a value that is no number is told, which depends on how the table was written. */
export type ConversionError = (column: string, reason: string) => ScoringError;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The type as Python names it, which is what a client is told. */
export function pythonType(value: unknown): string {
  if (value === null) return "<class 'NoneType'>";
  if (Array.isArray(value)) return "<class 'list'>";
  if (typeof value === 'string') return "<class 'str'>";
  if (typeof value === 'boolean') return "<class 'bool'>";
  if (typeof value === 'number')
    return Number.isInteger(value) ? "<class 'int'>" : "<class 'float'>";
  return "<class 'dict'>";
}

const shapeOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'list';
  return isObject(value) ? 'dictionary' : `type ${pythonType(value)}`;
};

/** `dataframe_split`: `{"columns": […], "data": [[…], …]}`. */
export function splitTable(value: unknown): ScoringTable {
  if (!isObject(value))
    throw invalidInput(`Dataframe split format must be a dictionary. Got ${shapeOf(value)}.`);
  const keys = Object.keys(value);
  const isKnown = (key: string): boolean => ['columns', 'data', 'index'].includes(key);
  if (!keys.includes('data') || !keys.every(isKnown))
    throw invalidInput(
      `Dataframe split format must have 'data' field and optionally 'columns' and 'index' fields. Got {${keys.map((key) => `'${key}'`).join(', ')}}.'`,
    );
  const { columns, data } = value;
  if (!Array.isArray(data) || !data.every(Array.isArray))
    throw notSplit("'data' must be a list of rows");
  const rows: readonly (readonly unknown[])[] = data;
  const widest = rows.reduce((width, row) => Math.max(width, row.length), 0);
  if (columns === undefined || columns === null) return matrixTable(rows);
  if (!Array.isArray(columns)) throw notSplit("'columns' must be a list of names");
  if (rows.length > 0 && widest !== columns.length)
    throw notSplit(`${columns.length} columns passed, passed data had ${widest} columns`);
  return {
    columns: columns.map((name) => (typeof name === 'number' ? name : String(name))),
    length: rows.length,
    cell: (row, column) => rows[row]?.[column],
  };
}

const notSplit = (reason: string): ScoringError =>
  invalidInput(
    `Provided dataframe_split field is not a valid dataframe representation in 'split' format. Error: '${reason}'`,
  );

/** `dataframe_records`: `[{"column": value, …}, …]`. */
export function recordsTable(value: unknown): ScoringTable {
  if (!Array.isArray(value))
    throw invalidInput(
      `Dataframe records format must be a list of records. Got ${shapeOf(value)}.`,
    );
  return value.every(isObject) ? recordTable(value) : matrixTable(value);
}

/** `inputs`: columns by name, one record, a list of records, or a matrix without names. */
export function inputsTable(value: unknown): ScoringTable {
  if (isObject(value)) return columnTable(value);
  if (Array.isArray(value))
    return value.length > 0 && value.every(isObject) ? recordTable(value) : matrixTable(value);
  return matrixTable([value]);
}

/** `instances`: as `inputs`, but each record must have every column that another has. */
export function instancesTable(value: unknown): ScoringTable {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isObject))
    return inputsTable(value);
  const table = recordTable(value);
  const width = table.columns.length;
  if (value.some((record) => Object.keys(record).length !== width))
    throw invalidInput('The length of values for each input/column name are not the same');
  return table;
}

function recordTable(records: readonly Readonly<Record<string, unknown>>[]): ScoringTable {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return {
    columns,
    length: records.length,
    cell: (row, column) => records[row]?.[columns[column] ?? ''],
  };
}

function columnTable(byName: Readonly<Record<string, unknown>>): ScoringTable {
  const columns = Object.keys(byName);
  const values = Object.values(byName).map((value): readonly unknown[] =>
    Array.isArray(value) ? value : [value],
  );
  const length = values[0]?.length ?? 0;
  if (values.some((column) => column.length !== length))
    throw schemaMismatch(
      'This model contains a column-based signature, which suggests a DataFrame input. There was an error casting the input data to a DataFrame: All arrays must be of the same length',
    );
  return { columns, length, cell: (row, column) => values[column]?.[row] };
}

/** Columns without names have numbers for them. */
function matrixTable(rows: readonly unknown[]): ScoringTable {
  const cells = rows.map((row): readonly unknown[] => (Array.isArray(row) ? row : [row]));
  const width = cells.reduce((most, row) => Math.max(most, row.length), 0);
  return {
    columns: Array.from({ length: width }, (_, column) => column),
    length: cells.length,
    cell: (row, column) => cells[row]?.[column],
  };
}
