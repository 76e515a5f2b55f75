import { HeadroomError } from '@headroom/contracts';
import type { Column, ColumnType } from './column.ts';

/** Columns of equal length that were read together. A column that is missing or of another type is INVALID_DATA. */
export class ColumnTable {
  /** The file or query, for messages. */
  readonly source: string;
  readonly rows: number;
  readonly columns: readonly Column[];
  readonly #byName: ReadonlyMap<string, Column>;

  constructor(source: string, columns: readonly Column[]) {
    this.source = source;
    this.columns = columns;
    this.rows = columns[0]?.values.length ?? 0;
    this.#byName = new Map(columns.map((column) => [column.name, column]));
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** A column of numbers of any type; NaN where missing. */
  float64(name: string): Float64Array {
    const column = this.#column(name);
    if (column.type === 'string' || column.type === 'boolean' || column.type === 'timestamp') {
      throw this.#mismatch(column, 'a number');
    }
    return column.values;
  }

  /** Epoch ms; NaN where missing. */
  timestamps(name: string): Float64Array {
    const column = this.#column(name);
    if (column.type !== 'timestamp') throw this.#mismatch(column, 'a timestamp');
    return column.values;
  }

  strings(name: string): readonly (string | null)[] {
    const column = this.#column(name);
    if (column.type !== 'string') throw this.#mismatch(column, 'a string');
    return column.values;
  }

  booleans(name: string): readonly (boolean | null)[] {
    const column = this.#column(name);
    if (column.type !== 'boolean') throw this.#mismatch(column, 'a boolean');
    return column.values;
  }

  #column(name: string): Column {
    const column = this.#byName.get(name);
    if (column !== undefined) return column;
    throw missingColumn(this.source, name, [...this.#byName.keys()]);
  }

  #mismatch(column: { name: string; type: ColumnType }, wanted: string): HeadroomError {
    return new HeadroomError(
      'INVALID_DATA',
      `Column ${column.name} of ${this.source} is ${column.type}, must be ${wanted}.`,
      { details: { source: this.source, column: column.name } },
    );
  }
}

export const missingColumn = (
  source: string,
  name: string,
  known: readonly string[],
): HeadroomError =>
  new HeadroomError(
    'INVALID_DATA',
    `${source} has no column ${name}; it has ${known.slice(0, 20).join(', ')}${known.length > 20 ? ' …' : ''}.`,
    { details: { source, column: name } },
  );
