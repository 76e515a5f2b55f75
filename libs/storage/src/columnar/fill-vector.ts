import duckdb from '@duckdb/node-bindings';
import { wholeAt } from './check-columns.ts';
import type { Column } from './column.ts';

/** Rows of one chunk; DuckDB's own vector size. */
export const CHUNK_ROWS = 2048;

const missing = new Uint8Array(CHUNK_ROWS / 8);
const int32 = new Int32Array(CHUNK_ROWS);
const int64 = new BigInt64Array(CHUNK_ROWS);
const flags = new Uint8Array(CHUNK_ROWS);

/**
 * Writes rows `start` … `start + count` of a column into a DuckDB vector, by its low-level binding: ranges are copied
 * and missing values set as a bitmap, where its value-wise interface takes several times as long.
 */
export const fillVector = (
  vector: duckdb.Vector,
  column: Column,
  start: number,
  count: number,
): void => {
  const isMissing = missingAt(column);
  let anyMissing = false;
  missing.fill(0xff);
  for (let row = 0; row < count; row++) {
    if (!isMissing(start + row)) continue;
    anyMissing = true;
    missing[row >> 3] = (missing[row >> 3] ?? 0) & ~(1 << (row & 7));
  }
  fillValues(vector, column, start, count, isMissing);
  if (!anyMissing) return;
  duckdb.vector_ensure_validity_writable(vector);
  const bytes = Math.ceil(count / 64) * 8;
  duckdb.copy_data_to_vector_validity(vector, 0, missing.buffer, 0, bytes);
};

const missingAt = (column: Column): ((row: number) => boolean) => {
  if (column.type === 'string' || column.type === 'boolean') {
    const { values } = column;
    return (row) => values[row] === null;
  }
  const { values } = column;
  return (row) => Number.isNaN(values[row]);
};

const fillValues = (
  vector: duckdb.Vector,
  column: Column,
  start: number,
  count: number,
  isMissing: (row: number) => boolean,
): void => {
  if (column.type === 'float64') {
    const range = column.values.slice(start, start + count);
    duckdb.copy_data_to_vector(vector, 0, range.buffer, 0, range.byteLength);
    return;
  }
  for (let row = 0; row < count; row++) {
    if (isMissing(start + row)) continue;
    switch (column.type) {
      case 'string':
        duckdb.vector_assign_string_element(vector, row, column.values[start + row] ?? '');
        break;
      case 'boolean':
        flags[row] = column.values[start + row] === true ? 1 : 0;
        break;
      case 'int32':
        int32[row] = wholeAt(column, start + row);
        break;
      case 'int64':
        int64[row] = BigInt(wholeAt(column, start + row));
        break;
      case 'timestamp':
        int64[row] = BigInt(wholeAt(column, start + row)) * 1000n;
    }
  }
  const source = BUFFERS[column.type];
  if (source !== null) {
    duckdb.copy_data_to_vector(vector, 0, source.buffer, 0, count * source.BYTES_PER_ELEMENT);
  }
};

const BUFFERS = { string: null, boolean: flags, int32, int64, timestamp: int64 };
