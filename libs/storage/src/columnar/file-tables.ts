import type { DuckDBConnection } from '@duckdb/node-api';
import { HeadroomError } from '@headroom/contracts';
import { ColumnReader } from './column-reader.ts';
import { ColumnTable } from './column-table.ts';
import type { Column, ColumnType } from './column.ts';
import { quoteText, selectExpression } from './duckdb-types.ts';
import { DuckDb } from './duckdb.ts';

export interface FileScan {
  readonly format: 'parquet' | 'csv';
  /** All of one schema. */
  readonly paths: readonly string[];
}

/** Files that others wrote, as tables of SQL (DuckDB's): whatever their types, a query says what it takes of them. */
export class FileTables {
  readonly #db: DuckDb;

  private constructor(db: DuckDb) {
    this.#db = db;
  }

  static async open(): Promise<FileTables> {
    return new FileTables(await DuckDb.open());
  }

  /** SQL that stands for the files. Every column of a CSV file is text. */
  static scan({ format, paths }: FileScan): string {
    const list = `[${paths.map(quoteText).join(', ')}]`;
    return format === 'parquet'
      ? `read_parquet(${list}, hive_partitioning = false, union_by_name = true)`
      : `read_csv(${list}, header = true, all_varchar = true, hive_partitioning = false)`;
  }

  /** DuckDB's types of the columns, by name. @throws INVALID_DATA for what cannot be read */
  async types(scan: FileScan): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#connected(async (connection) => {
      const described = await connection.runAndReadAll(
        `describe select * from ${FileTables.scan(scan)}`,
      );
      return described.getRowObjects();
    });
    return new Map(rows.map((row) => [String(row['column_name']), String(row['column_type'])]));
  }

  /**
   * @param types of the result's columns, all of them, in order
   * @param text gets SQL that stands for the given columns, to be scanned once
   * @throws INVALID_DATA with DuckDB's reason
   */
  query(
    types: Readonly<Record<string, ColumnType>>,
    text: (given: string) => string,
    given: readonly Column[],
  ): Promise<ColumnTable> {
    return this.#db.columns.with(given, (from) =>
      this.#connected(async (connection) => {
        const wanted = Object.entries(types);
        const list = wanted.map(([name, type]) => selectExpression(name, type)).join(', ');
        const result = await connection.stream(`select ${list} from (${text(from)})`);
        const chunks = await result.fetchAllChunks();
        const rows = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
        const readers = wanted.map(([name, type]) => new ColumnReader(name, type, rows));
        for (const chunk of chunks) {
          readers.forEach((reader, i) => {
            reader.add(chunk, i);
          });
        }
        return new ColumnTable(
          'the query',
          readers.map((reader) => reader.finish('the query')),
        );
      }),
    );
  }

  /**
   * Writes (or replaces) a Parquet file.
   * @param select SQL expressions over the given columns, each with its name: types that a column of ours cannot have
   */
  async write(path: string, given: readonly Column[], select: readonly string[]): Promise<void> {
    await this.#db.columns.with(given, (from) =>
      this.#connected((connection) =>
        connection.run(
          `copy (select ${select.join(', ')} from ${from}) to ${quoteText(path)} (format parquet, compression zstd)`,
        ),
      ),
    );
  }

  close(): void {
    this.#db.close();
  }

  async #connected<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    try {
      return await this.#db.connected(work);
    } catch (error) {
      throw readError(error);
    }
  }
}

function readError(error: unknown): unknown {
  if (error instanceof HeadroomError || !(error instanceof Error)) return error;
  // Below the first line DuckDB quotes its own query.
  const [reason = ''] = error.message.split('\n', 1);
  const code = /^Out of Memory/i.test(reason) ? 'UNAVAILABLE' : 'INVALID_DATA';
  return new HeadroomError(code, reason, { cause: error });
}
