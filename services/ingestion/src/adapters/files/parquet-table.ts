import { HeadroomError } from '@headroom/contracts';
import type { Column, ParquetFiles } from '@headroom/storage';
import type { InputColumn, InputTable } from '../../domain/import/input-table.ts';

/** A Parquet file as it is typed; columns of types that no record can use are left away. Times without zone are UTC. */
export async function readParquet(
  parquet: ParquetFiles,
  path: string,
  file: string,
): Promise<InputTable> {
  try {
    const { columns: infos } = await parquet.describe(path);
    const names = infos.filter(({ type }) => type !== null).map(({ name }) => name);
    const table = await parquet.read(path, names);
    return {
      file,
      rows: table.rows,
      columns: new Map(table.columns.map((column) => [column.name, toInput(column)] as const)),
      place: (row) => `row ${row}`,
    };
  } catch (error) {
    if (!(error instanceof HeadroomError)) throw error;
    // It names the path; the reader knows the file by its name.
    throw new HeadroomError(error.code, error.message.replaceAll(path, file), {
      cause: error,
      details: { file },
    });
  }
}

function toInput(column: Column): InputColumn {
  switch (column.type) {
    case 'string':
      return { kind: 'text', values: column.values };
    case 'boolean':
      return { kind: 'text', values: column.values.map((v) => (v === null ? null : String(v))) };
    case 'timestamp':
      return { kind: 'time', values: column.values };
    case 'float64':
    case 'int32':
    case 'int64':
      return { kind: 'number', values: column.values };
  }
}
