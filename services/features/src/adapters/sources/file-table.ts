import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join, relative, resolve, sep } from 'node:path';
import { HeadroomError } from '@headroom/contracts';
import { elementType, type ValueType } from '@headroom/feature-definitions';
import { FileTables, type Column, type ColumnType, type FileScan } from '@headroom/storage';
import type { BatchSource } from '../../domain/offline/batch-rows.ts';
import { quoted, type SourceTable } from './source-table.ts';

type FileSource = Extract<BatchSource, { kind: 'file' }>;

/** Names of the columns too, for messages. */
export interface OpenedFile {
  readonly table: SourceTable;
  readonly columns: readonly string[];
}

/**
 * A Parquet or CSV file, or a folder of one kind of them. Null when it is not there.
 * @param root folder that it must lie in; a relative path begins there
 * @throws INVALID_DATA that names the source
 */
export async function openFile(
  { name, path }: FileSource,
  root: string,
  files: FileTables,
): Promise<OpenedFile | null> {
  const at = `sources.${name}.path`;
  if (/^(?!file:)\w+:\/\//.test(path)) {
    throw invalid(`${at}: ${path} is not on this machine; copy it below ${root}, or push its rows`);
  }
  const wanted = resolve(root, path.replace(/^file:\/\//, ''));
  const found = await stat(wanted).catch(() => null);
  if (found === null) return null;
  refuseOutside(at, wanted, root);
  const inside = found.isDirectory() ? await filesIn(wanted) : [wanted];
  const realRoot = await realpath(root);
  for (const file of inside) refuseOutside(at, await realpath(file), realRoot);
  const scan = scanOf(at, wanted, inside);
  const types = await files.types(scan).catch((error: unknown) => {
    throw unreadable(`${at}: ${wanted}`, error);
  });
  return { table: duckdbTable(files, scan, types), columns: [...types.keys()] };
}

function refuseOutside(at: string, path: string, root: string): void {
  const way = relative(root, path);
  if (way !== '..' && !way.startsWith(`..${sep}`)) return;
  throw invalid(
    `${at}: ${path} lies outside of ${root}; move it there, or set HEADROOM_FEATURES_SOURCE_ROOT to a folder that holds it`,
  );
}

const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder))
    .filter((name) => name in FORMATS || extname(name) in FORMATS)
    .sort()
    .map((name) => join(folder, name));

const FORMATS: Readonly<Record<string, FileScan['format']>> = {
  '.parquet': 'parquet',
  '.csv': 'csv',
};

function scanOf(at: string, path: string, paths: readonly string[]): FileScan {
  const formats = new Set(paths.map((file) => FORMATS[extname(file)]));
  const [format] = formats;
  if (format !== undefined && formats.size === 1) return { format, paths };
  const what = paths.length === 0 ? 'holds no' : 'is no';
  throw invalid(
    `${at}: ${path} ${what} .parquet or .csv file, or files of both kinds; name either`,
  );
}

export const unreadable = (what: string, error: unknown): unknown =>
  error instanceof HeadroomError && error.code === 'INVALID_DATA'
    ? invalid(`${what} cannot be read: ${error.message}`)
    : error;

const invalid = (message: string): HeadroomError => new HeadroomError('INVALID_DATA', message);

const KEY_TYPES: Partial<Record<ValueType, string>> = {
  bool: 'BOOLEAN',
  int32: 'BIGINT',
  int64: 'BIGINT',
  float32: 'FLOAT',
  float64: 'DOUBLE',
};

function duckdbTable(
  files: FileTables,
  scan: FileScan,
  types: ReadonlyMap<string, string>,
): SourceTable {
  const isTime = (column: string) => /^(TIMESTAMP|DATE)/.test(types.get(column) ?? '');
  return {
    from: FileTables.scan(scan),
    // A text may end in a zone; a time without one is UTC.
    micros: (column) =>
      `epoch_us(${quoted(column)}::${isTime(column) ? 'TIMESTAMP' : 'TIMESTAMPTZ'})`,
    key: (sql, type) => `${sql}::${KEY_TYPES[type] ?? 'VARCHAR'}`,
    text: (sql, { column, type }) => {
      const stored = types.get(column) ?? 'VARCHAR';
      const element = elementType(type);
      if (element === 'bytes' && stored === 'BLOB[]') {
        return `to_json(list_transform(${sql}, lambda x: to_base64(x)))::varchar`;
      }
      if (element !== null && stored !== 'VARCHAR') return `to_json(${sql})::varchar`;
      if (type === 'bytes' && stored === 'BLOB') return `to_base64(${sql})`;
      return `${sql}::varchar`;
    },
    query: (texts, sql, { keys, times }) => {
      const place = Float64Array.from(times, (_, i) => i);
      const given: Column[] = [
        { name: 'place', type: 'int64', values: place },
        ...keys.map((values, i): Column => ({ name: `k${i}`, type: 'string', values })),
        { name: 't', type: 'int64', values: Float64Array.from(times) },
      ];
      return files.query(resultTypes(texts), sql, given);
    },
  };
}

export const resultTypes = (texts: readonly string[]): Record<string, ColumnType> => ({
  place: 'int64',
  ...Object.fromEntries(texts.map((name) => [name, 'string' as const])),
  t: 'int64',
});
