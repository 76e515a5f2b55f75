import { HeadroomError } from '@headroom/contracts';
import type { Column, NumericType } from './column.ts';

/** Number of rows. @throws INVALID_REQUEST for columns that make no table. */
export const rowsOf = (columns: readonly Column[]): number => {
  const [first] = columns;
  if (first === undefined) {
    throw new HeadroomError('INVALID_REQUEST', 'A file needs one column at least.');
  }
  const names = new Set<string>();
  for (const { name, values } of columns) {
    // SQL compares names without case.
    const folded = name.toLowerCase();
    if (names.has(folded)) {
      throw new HeadroomError('INVALID_REQUEST', `Column ${name} is given twice; rename one.`);
    }
    names.add(folded);
    if (values.length !== first.values.length) {
      throw new HeadroomError(
        'INVALID_REQUEST',
        `Column ${name} has ${values.length} values, column ${first.name} ${first.values.length}.`,
      );
    }
  }
  return first.values.length;
};

const LARGEST: Readonly<Record<NumericType, number>> = {
  float64: Infinity,
  int32: 2 ** 31 - 1,
  int64: Number.MAX_SAFE_INTEGER,
  timestamp: 8.64e15,
};

/** The value at a row, for a type that holds whole numbers. @throws INVALID_DATA for a fraction or one too large. */
export const wholeAt = (
  column: { readonly name: string; readonly type: NumericType; readonly values: Float64Array },
  row: number,
): number => {
  const value = column.values[row] ?? NaN;
  const max = LARGEST[column.type];
  if (
    Number.isInteger(value) &&
    value <= max &&
    value >= -max - (column.type === 'int32' ? 1 : 0)
  ) {
    return value;
  }
  throw new HeadroomError(
    'INVALID_DATA',
    `Column ${column.name} holds ${value} in row ${row}, which is no ${column.type}; choose float64 or round it.`,
    { details: { column: column.name, row } },
  );
};

/** @throws INVALID_DATA for an int64 column with a value that a double cannot tell from its neighbour. */
export const checkSafe = (source: string, name: string, values: Float64Array): void => {
  const row = values.findIndex((value) => Math.abs(value) > Number.MAX_SAFE_INTEGER);
  if (row < 0) return;
  throw new HeadroomError(
    'INVALID_DATA',
    `Column ${name} of ${source} holds an integer beyond 2^53 in row ${row}; store it as text.`,
    { details: { source, column: name, row } },
  );
};
