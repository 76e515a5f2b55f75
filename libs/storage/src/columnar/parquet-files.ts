import { stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { HeadroomError } from '@headroom/contracts';
import { ColumnReader } from './column-reader.ts';
import { ColumnTable, missingColumn } from './column-table.ts';
import type { Column, ColumnInfo, FileInfo } from './column.ts';
import { columnTypeOf, quoteText, selectExpression } from './duckdb-types.ts';
import { DuckDb } from './duckdb.ts';

/** Values that the writer gathers before it writes them out: bounds the memory of wide files. */
const VALUES_PER_ROW_GROUP = 8_000_000;

/** Parquet files as columns, zstd-compressed. The same columns give the same bytes. Open one per process. */
export class ParquetFiles {
  readonly #db: DuckDb;

  private constructor(db: DuckDb) {
    this.#db = db;
  }

  static async open(): Promise<ParquetFiles> {
    return new ParquetFiles(await DuckDb.open());
  }

  /** Writes (or replaces) a file. To be used on the temporary path that an object store gives. */
  async write(path: string, columns: readonly Column[]): Promise<{ rows: number }> {
    const rowGroup = Math.floor(VALUES_PER_ROW_GROUP / Math.max(1, columns.length));
    const options = `format parquet, compression zstd, compression_level 1, row_group_size ${Math.min(122_880, Math.max(2_048, rowGroup))}`;
    await this.#db.columns.with(columns, (from) =>
      this.#db.connected(async (connection) => {
        try {
          await connection.run(`copy (from ${from}) to ${quoteText(path)} (${options})`);
        } catch (error) {
          throw writeError(path, error);
        }
      }),
    );
    return { rows: columns[0]?.values.length ?? 0 };
  }

  /** Row count and schema, from the file's end alone. */
  describe(path: string): Promise<FileInfo> {
    return this.#reading(path, (connection) => describe(connection, path));
  }

  /** The named columns in that order, or all of them. Times without a zone are taken as UTC. */
  read(path: string, names?: readonly string[]): Promise<ColumnTable> {
    return this.#reading(path, async (connection) => {
      const info = await describe(connection, path);
      const wanted = choose(path, info, names);
      const readers = wanted.map(({ name, type }) => new ColumnReader(name, type, info.rows));
      const list = wanted.map(({ name, type }) => selectExpression(name, type)).join(', ');
      const result = await connection.stream(`select ${list} from ${scan(path)}`);
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) break;
        readers.forEach((reader, i) => {
          reader.add(chunk, i);
        });
      }
      return new ColumnTable(
        path,
        readers.map((reader) => reader.finish(path)),
      );
    });
  }

  close(): void {
    this.#db.close();
  }

  async #reading<T>(path: string, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const found = await stat(path).catch(() => null);
    if (found?.isFile() !== true) {
      throw new HeadroomError('NOT_FOUND', `There is no file ${path}.`, { details: { path } });
    }
    try {
      return await this.#db.connected(work);
    } catch (error) {
      throw readError(path, error);
    }
  }
}

/** A folder like `day=1` in the path is not taken for a column. */
const scan = (path: string): string =>
  `read_parquet([${quoteText(path)}], hive_partitioning = false)`;

const describe = async (connection: DuckDBConnection, path: string): Promise<FileInfo> => {
  const schema = await connection.runAndReadAll(`describe select * from ${scan(path)}`);
  const columns = schema.getRowObjects().map(({ column_name, column_type }): ColumnInfo => {
    const physicalType = String(column_type);
    return { name: String(column_name), type: columnTypeOf(physicalType), physicalType };
  });
  const counted = await connection.runAndReadAll(
    `select num_rows from parquet_file_metadata(${quoteText(path)})`,
  );
  return { rows: Number(counted.getRowObjects()[0]?.['num_rows'] ?? 0), columns };
};

const choose = (path: string, info: FileInfo, names?: readonly string[]) =>
  (names ?? info.columns.map((column) => column.name)).map((name) => {
    const column = info.columns.find((known) => known.name === name);
    if (column === undefined) {
      throw missingColumn(
        path,
        name,
        info.columns.map((known) => known.name),
      );
    }
    const { type, physicalType } = column;
    if (type !== null) return { name, type };
    throw new HeadroomError(
      'INVALID_DATA',
      `Column ${name} of ${path} is ${physicalType}, which is not read here; convert it to a number, text, time or boolean.`,
      { details: { source: path, column: name } },
    );
  });

const readError = (path: string, error: unknown): unknown => {
  if (error instanceof HeadroomError || !(error instanceof Error)) return error;
  const options = { cause: error, details: { source: path } };
  if (/^Out of Memory/i.test(error.message)) {
    return new HeadroomError('UNAVAILABLE', `No memory to read ${path} now.`, options);
  }
  // Below the first line DuckDB quotes its own query.
  const [reason] = error.message.split('\n', 1);
  return new HeadroomError(
    'INVALID_DATA',
    `${path} is damaged or no Parquet file; produce it anew. (${reason})`,
    options,
  );
};

const writeError = (path: string, error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  const code = /^(IO|Out of Memory)/.test(error.message) ? 'UNAVAILABLE' : 'INTERNAL';
  return new HeadroomError(code, `Cannot write ${path}: ${error.message}`, { cause: error });
};
