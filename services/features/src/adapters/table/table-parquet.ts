import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ParquetFiles, type Column } from '@headroom/storage';
import type { FeatureTable, TableColumn } from '../../domain/feature-table.ts';
import { entityFrame, EVENT_TIME, type EntityFrame } from '../../domain/offline/entity-frame.ts';
import { valueReader } from '../../domain/online/read-value.ts';
import { NULL } from '../../domain/online/value-text.ts';

export const PARQUET = 'application/vnd.apache.parquet';

/** Parquet in and out, by way of a file that lives as long as the call. Times are as precise as a millisecond. */
export class ParquetTables {
  #files: Promise<ParquetFiles> | undefined;

  /** @throws INVALID_DATA */
  async frame(bytes: Uint8Array): Promise<EntityFrame> {
    return this.#withFile(async (path, files) => {
      await writeFile(path, bytes);
      const { columns } = await files.read(path);
      const times = columns.find(({ name }) => name === EVENT_TIME);
      const values = new Map(columns.map((column) => [column.name, valuesOf(column)]));
      return times?.type === 'timestamp'
        ? entityFrame(
            values,
            Array.from(times.values, (time) => time * 1000),
          )
        : entityFrame(values);
    });
  }

  /** Arrays and bytes become JSON text. @throws INVALID_DATA for an int64 beyond 2^53 */
  async bytes({ columns }: FeatureTable): Promise<Uint8Array> {
    return this.#withFile(async (path, files) => {
      await files.write(path, columns.map(toColumn));
      return readFile(path);
    });
  }

  async close(): Promise<void> {
    (await this.#files)?.close();
  }

  async #withFile<T>(work: (path: string, files: ParquetFiles) => Promise<T>): Promise<T> {
    const files = await (this.#files ??= ParquetFiles.open());
    const path = join(tmpdir(), `headroom-${randomUUID()}.parquet`);
    try {
      return await work(path, files);
    } finally {
      await rm(path, { force: true });
    }
  }
}

const valuesOf = (column: Column): unknown[] =>
  Array.from<unknown>(column.values).map((value) => (Number.isNaN(value) ? null : value));

function toColumn(column: TableColumn): Column {
  const { name } = column;
  if ('numbers' in column) return { name, type: 'float64', values: column.numbers };
  if ('times' in column) {
    return {
      name,
      type: 'timestamp',
      values: Float64Array.from(column.times, (t) => Math.floor(t / 1000)),
    };
  }
  const { type, texts } = column;
  const read = valueReader(type);
  switch (type) {
    case 'int32':
    case 'int64':
      return { name, type, values: Float64Array.from(texts, (text) => numberOf(read(text))) };
    case 'float32':
    case 'float64':
      return { name, type: 'float64', values: Float64Array.from(texts, (t) => numberOf(read(t))) };
    case 'unix_timestamp':
      return {
        name,
        type: 'timestamp',
        values: Float64Array.from(texts, (t) => numberOf(read(t))),
      };
    case 'bool':
      return {
        name,
        type: 'boolean',
        values: texts.map((t) => (t === NULL ? null : t === 'true')),
      };
    case 'string':
      return {
        name,
        type: 'string',
        values: texts.map((t) => (t === NULL ? null : String(read(t)))),
      };
    default:
      return { name, type: 'string', values: texts.map((t) => (t === NULL ? null : t)) };
  }
}

/** Number of a number, a bigint or a time; missing is NaN. */
const numberOf = (value: unknown): number => (value === null ? NaN : Number(value));
