import { readFile, writeFile } from 'node:fs/promises';
import { HeadroomError } from '@headroom/contracts';
import * as arrow from 'apache-arrow';
import { checkSafe, rowsOf, wholeAt } from './check-columns.ts';
import { ColumnBuilder } from './column-builder.ts';
import { ColumnTable, missingColumn } from './column-table.ts';
import type { Column, ColumnType, NumericType } from './column.ts';

/**
 * Arrow IPC file of one batch, uncompressed, so that another process may map it into memory. A missing number stays
 * NaN in a float64 column without nulls: what numpy and the boosters take as missing, with no copy.
 */
export const writeArrowFile = async (
  path: string,
  columns: readonly Column[],
): Promise<{ rows: number }> => {
  const rows = rowsOf(columns);
  const vectors = Object.fromEntries(columns.map((column) => [column.name, toVector(column)]));
  await writeFile(path, arrow.tableToIPC(new arrow.Table(vectors), 'file'));
  return { rows };
};

/** The named columns in that order, or all. @throws NOT_FOUND, INVALID_DATA */
export const readArrowFile = async (
  path: string,
  names?: readonly string[],
): Promise<ColumnTable> => {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new HeadroomError('NOT_FOUND', `There is no file ${path}.`, { cause });
  });
  const table = parse(path, bytes);
  const known = table.schema.fields.map((field) => field.name);
  const columns = (names ?? known).map((name) => {
    const vector = table.getChild(name);
    if (vector === null) throw missingColumn(path, name, known);
    return fromVector(path, name, vector);
  });
  return new ColumnTable(path, columns);
};

const parse = (path: string, bytes: Uint8Array): arrow.Table => {
  try {
    return arrow.tableFromIPC(bytes);
  } catch (cause) {
    throw new HeadroomError(
      'INVALID_DATA',
      `${path} is damaged or no Arrow file; produce it anew. (${String(cause)})`,
      { cause, details: { source: path } },
    );
  }
};

const toVector = (column: Column): arrow.Vector => {
  switch (column.type) {
    case 'float64':
      return arrow.makeVector(column.values);
    case 'string':
      return arrow.vectorFromArray(column.values, new arrow.Utf8());
    case 'boolean':
      return arrow.vectorFromArray(column.values, new arrow.Bool());
    case 'int32':
      return arrow.vectorFromArray(whole(column), new arrow.Int32());
    case 'int64':
      return arrow.vectorFromArray(
        whole(column).map((value) => (value === null ? null : BigInt(value))),
        new arrow.Int64(),
      );
    case 'timestamp':
      return arrow.vectorFromArray(
        whole(column),
        new arrow.Timestamp(arrow.TimeUnit.MILLISECOND, 'UTC'),
      );
  }
};

/** A value of a whole-number type, or null where it is missing. */
const whole = (column: Column & { readonly type: NumericType }): (number | null)[] =>
  Array.from(column.values, (value, row) => (Number.isNaN(value) ? null : wholeAt(column, row)));

const fromVector = (path: string, name: string, vector: arrow.Vector): Column => {
  const arrowType: unknown = vector.type;
  const type = typeOf(arrowType);
  if (type === null) {
    throw new HeadroomError(
      'INVALID_DATA',
      `Column ${name} of ${path} is ${String(arrowType)}, which is not read here.`,
      { details: { source: path, column: name } },
    );
  }
  const values: unknown = vector.nullCount === 0 ? vector.toArray() : null;
  if (type === 'float64' && values instanceof Float64Array) return { name, type, values };
  const builder = new ColumnBuilder(name, type);
  for (const value of vector) add(builder, value);
  const column = builder.finish();
  if (column.type === 'int64') checkSafe(path, name, column.values);
  return column;
};

const add = (builder: ColumnBuilder, value: unknown): void => {
  if (builder.type === 'string') builder.addString(typeof value === 'string' ? value : null);
  else if (builder.type === 'boolean') {
    builder.addBoolean(typeof value === 'boolean' ? value : null);
  } else builder.addNumber(value === null ? NaN : Number(value));
};

const typeOf = (type: unknown): ColumnType | null => {
  if (!(type instanceof arrow.DataType)) return null;
  if (arrow.DataType.isFloat(type)) return 'float64';
  if (arrow.DataType.isInt(type)) return type.bitWidth === 64 ? 'int64' : 'int32';
  if (arrow.DataType.isTimestamp(type)) return 'timestamp';
  if (arrow.DataType.isUtf8(type) || arrow.DataType.isLargeUtf8(type)) return 'string';
  if (arrow.DataType.isDictionary(type)) return typeOf(type.dictionary);
  return arrow.DataType.isBool(type) ? 'boolean' : null;
};
