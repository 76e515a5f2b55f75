import type { ObjectRef } from '@headroom/contracts';
import type { ColumnTable, ObjectStore, ParquetFiles } from '@headroom/storage';
import type { Column, RecordTable } from '../../domain/dataset.ts';
import type { TableSource } from '../../domain/table-source.ts';

/** Data sets in the object store's Parquet files. */
export class ParquetTables implements TableSource {
  readonly #objects: ObjectStore;
  readonly #parquet: ParquetFiles;

  constructor(objects: ObjectStore, parquet: ParquetFiles) {
    this.#objects = objects;
    this.#parquet = parquet;
  }

  async read(file: ObjectRef): Promise<RecordTable> {
    const table = await this.#parquet.read(await this.#objects.fetch(file));
    return toRecords(file.uri, table);
  }
}

function toRecords(file: string, table: ColumnTable): RecordTable {
  const columns = table.columns.map(({ name, type, values }): [string, Column] => {
    if (type === 'string') return [name, { kind: 'text', values }];
    if (type === 'boolean') {
      return [name, { kind: 'text', values: values.map((v) => (v === null ? null : String(v))) }];
    }
    return [name, { kind: 'number', values }];
  });
  return { file, rows: table.rows, columns: new Map(columns) };
}
