import { BOOLEAN, DOUBLE, BIGINT, INTEGER, TIMESTAMPTZ, VARCHAR } from '@duckdb/node-api';
import type { DuckDBType } from '@duckdb/node-api';
import type { ColumnType } from './column.ts';

export const DUCKDB_SETTINGS = {
  // One thread: a file's bytes depend on nothing but its content, and the services share few cores.
  threads: '1',
  memory_limit: '1GB',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
};

/** How each type lies in our files. TIMESTAMPTZ is Parquet's instant in UTC: readers need not guess a zone. */
export const FILE_TYPES: Readonly<Record<ColumnType, DuckDBType>> = {
  float64: DOUBLE,
  int32: INTEGER,
  int64: BIGINT,
  timestamp: TIMESTAMPTZ,
  string: VARCHAR,
  boolean: BOOLEAN,
};

const READABLE: readonly (readonly [RegExp, ColumnType])[] = [
  [/^(DOUBLE|FLOAT|DECIMAL\(.*\))$/, 'float64'],
  [/^U?(TINYINT|SMALLINT)$|^INTEGER$/, 'int32'],
  [/^(U?BIGINT|UINTEGER)$/, 'int64'],
  [/^(DATE|TIMESTAMP.*)$/, 'timestamp'],
  [/^(VARCHAR|UUID|ENUM\(.*\))$/, 'string'],
  [/^BOOLEAN$/, 'boolean'],
];

/** Ours for a type that DuckDB names, or null for one that is not read. */
export const columnTypeOf = (duckdbType: string): ColumnType | null =>
  READABLE.find(([pattern]) => pattern.test(duckdbType))?.[1] ?? null;

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** SQL that gives a column as what `ColumnReader` takes: a double for every number, an epoch ms for every time. */
export const selectExpression = (name: string, type: ColumnType): string => {
  const column = quoteName(name);
  switch (type) {
    case 'string':
      return `${column}::varchar`;
    case 'boolean':
      return column;
    case 'timestamp':
      return `epoch_ms(${column}::timestamp)::double`;
    case 'float64':
    case 'int32':
    case 'int64':
      return `${column}::double`;
  }
};
