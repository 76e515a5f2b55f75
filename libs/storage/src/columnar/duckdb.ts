import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { ColumnSource } from './column-source.ts';
import { DUCKDB_SETTINGS } from './duckdb-types.ts';

/** DuckDB in memory, that reads and writes files and columns of ours. */
export class DuckDb {
  readonly #instance: DuckDBInstance;
  readonly columns: ColumnSource;

  private constructor(instance: DuckDBInstance, columns: ColumnSource) {
    this.#instance = instance;
    this.columns = columns;
  }

  static async open(): Promise<DuckDb> {
    const instance = await DuckDBInstance.create(':memory:', DUCKDB_SETTINGS);
    const connection = await instance.connect();
    const columns = new ColumnSource(connection);
    connection.closeSync();
    return new DuckDb(instance, columns);
  }

  /** On a connection of its own: several may work at a time. */
  async connected<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.#instance.connect();
    try {
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  }

  close(): void {
    this.#instance.closeSync();
  }
}
