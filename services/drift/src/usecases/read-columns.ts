import { HeadroomError, type ObjectRef } from '@headroom/contracts';
import type { ColumnTable } from '@headroom/storage';
import type { Files } from '../domain/files.ts';

/** The named columns of a file, after its content was compared with its sha256. */
export async function readColumns(
  { objects, parquet }: Files,
  file: ObjectRef,
  names: readonly string[],
): Promise<ColumnTable> {
  return parquet.read(await objects.fetch(file), names);
}

/** A column of text without gaps. */
export function texts(table: ColumnTable, name: string): string[] {
  return table.strings(name).map((value, row) => {
    if (value !== null) return value;
    throw new HeadroomError(
      'INVALID_DATA',
      `${table.source}: ${name} is missing in row ${row}; produce the file anew`,
    );
  });
}
