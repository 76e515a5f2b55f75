import { elementType, type ScalarType } from '@headroom/feature-definitions';
import type { Column } from '@headroom/storage';
import type { TableColumn } from '../../domain/feature-table.ts';
import { valueReader } from '../../domain/online/read-value.ts';
import { NULL, type ValueText } from '../../domain/online/value-text.ts';

/** A column as it is given to SQL, and the SQL that makes of it what the file holds. */
export interface ParquetColumn {
  readonly given: Column;
  readonly sql: string;
}

/** Numbers as they lie; everything else as text, so that no value passes through a type that cannot hold it. */
export function parquetColumn(column: TableColumn): ParquetColumn {
  const { name } = column;
  if ('numbers' in column) {
    return { given: { name, type: 'float64', values: column.numbers }, sql: named(name, (x) => x) };
  }
  if ('times' in column) {
    const given: Column = { name, type: 'int64', values: Float64Array.from(column.times) };
    return { given, sql: named(name, (x) => `make_timestamptz(${x})`) };
  }
  const { type, texts } = column;
  const element = elementType(type);
  const plain = element === null ? plainText(type as ScalarType) : (text: ValueText) => text;
  const values = texts.map((text) => (text === NULL ? null : plain(text)));
  const given: Column = { name, type: 'string', values };
  const sql = element === null ? SCALARS[type as ScalarType] : list(element);
  return { given, sql: named(name, sql) };
}

function named(name: string, sql: (column: string) => string): string {
  const column = `"${name.replaceAll('"', '""')}"`;
  return `${sql(column)} as ${column}`;
}

const stringOf = valueReader('string');

/** What stands in quotes is bare in SQL; the escapes of a string are JSON's. */
const plainText = (type: ScalarType): ((text: ValueText) => string) =>
  type === 'string' ? (text) => String(stringOf(text)) : (text) => text.replaceAll('"', '');

const cast = (type: string) => (column: string) => `${column}::${type}`;

const SCALARS: Readonly<Record<ScalarType, (column: string) => string>> = {
  bool: cast('BOOLEAN'),
  int32: cast('INTEGER'),
  int64: cast('BIGINT'),
  float32: cast('FLOAT'),
  float64: cast('DOUBLE'),
  string: cast('VARCHAR'),
  bytes: (column) => `from_base64(${column})`,
  unix_timestamp: (column) => `make_timestamptz(${column}::BIGINT * 1000000)`,
};

/** As texts first: of numbers that JSON cannot write, the name stands in quotes. */
const list =
  (type: ScalarType) =>
  (column: string): string =>
    `list_transform(from_json(${column}, '["VARCHAR"]'), lambda one: ${SCALARS[type]('one')})`;
