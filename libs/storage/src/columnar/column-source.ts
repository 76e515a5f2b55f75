import { BIGINT, DuckDBTableFunction } from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { rowsOf } from './check-columns.ts';
import type { Column } from './column.ts';
import { FILE_TYPES } from './duckdb-types.ts';
import { CHUNK_ROWS, fillVector } from './fill-vector.ts';

/** Columns as a table of SQL, read straight from their arrays: no copy of the whole is ever made. */
export class ColumnSource {
  readonly #offered = new Map<number, Offer>();
  #last = 0;

  constructor(connection: DuckDBConnection) {
    connection.registerTableFunction(
      DuckDBTableFunction.create({
        name: 'columns_of',
        parameterTypes: [BIGINT],
        bindFunction: (info) => {
          const offer = this.#offered.get(Number(info.getParameter(0)));
          for (const { name, type } of offer?.columns ?? []) {
            info.addResultColumn(name, FILE_TYPES[type]);
          }
          info.setBindData(offer ?? {});
        },
        initFunction: () => undefined,
        mainFunction: (info, chunk) => {
          const offer = info.bindData;
          if (!(offer instanceof Offer)) return;
          try {
            offer.fill(chunk);
          } catch (error) {
            // DuckDB passes on the message alone.
            offer.failure = error;
            throw error;
          }
        },
      }),
    );
  }

  /** `use` gets SQL that stands for the columns, to be scanned once. */
  async with<T>(columns: readonly Column[], use: (from: string) => Promise<T>): Promise<T> {
    const offer = new Offer(columns);
    const id = ++this.#last;
    this.#offered.set(id, offer);
    try {
      return await use(`columns_of(${id})`);
    } catch (error) {
      throw offer.failure ?? error;
    } finally {
      this.#offered.delete(id);
    }
  }
}

class Offer {
  readonly columns: readonly Column[];
  failure: unknown;
  readonly #rows: number;
  #next = 0;

  constructor(columns: readonly Column[]) {
    this.columns = columns;
    this.#rows = rowsOf(columns);
  }

  /** No rows tell DuckDB that this is the end. */
  fill(chunk: DuckDBDataChunk): void {
    const count = Math.min(CHUNK_ROWS, this.#rows - this.#next);
    chunk.rowCount = count;
    if (count === 0) return;
    this.columns.forEach((column, i) => {
      fillVector(duckdb.data_chunk_get_vector(chunk.chunk, i), column, this.#next, count);
    });
    this.#next += count;
  }
}
