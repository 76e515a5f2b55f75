import type { DuckDBDataChunk } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { checkSafe } from './check-columns.ts';
import type { Column, ColumnType } from './column.ts';

/** Gathers one column of a result, chunk by chunk. The result's vector is what `selectExpression` gives. */
export class ColumnReader {
  readonly #name: string;
  readonly #type: ColumnType;
  readonly #numbers: Float64Array;
  readonly #strings: (string | null)[] = [];
  readonly #booleans: (boolean | null)[] = [];
  #row = 0;

  constructor(name: string, type: ColumnType, rows: number) {
    this.#name = name;
    this.#type = type;
    this.#numbers = new Float64Array(type === 'string' || type === 'boolean' ? 0 : rows);
  }

  add(chunk: DuckDBDataChunk, index: number): void {
    const count = chunk.rowCount;
    if (this.#type === 'string') {
      chunk.visitColumnValues(index, (value) => {
        this.#strings.push(typeof value === 'string' ? value : null);
      });
    } else if (this.#type === 'boolean') {
      chunk.visitColumnValues(index, (value) => {
        this.#booleans.push(typeof value === 'boolean' ? value : null);
      });
    } else {
      this.#addNumbers(duckdb.data_chunk_get_vector(chunk.chunk, index), count);
    }
    this.#row += count;
  }

  finish(source: string): Column {
    const name = this.#name;
    if (this.#type === 'string') return { name, type: this.#type, values: this.#strings };
    if (this.#type === 'boolean') return { name, type: this.#type, values: this.#booleans };
    if (this.#type === 'int64') checkSafe(source, name, this.#numbers);
    return { name, type: this.#type, values: this.#numbers };
  }

  #addNumbers(vector: duckdb.Vector, count: number): void {
    const bytes = duckdb.vector_get_data(vector, count * 8);
    this.#numbers.set(new Float64Array(bytes.buffer, bytes.byteOffset, count), this.#row);
    // Typed as always there, but null when nothing is missing.
    const validity: unknown = duckdb.vector_get_validity(vector, Math.ceil(count / 64) * 8);
    if (!(validity instanceof Uint8Array)) return;
    for (let row = 0; row < count; row++) {
      if (((validity[row >> 3] ?? 0) & (1 << (row & 7))) === 0)
        this.#numbers[this.#row + row] = NaN;
    }
  }
}
