import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, join, relative, sep } from 'node:path';
import { HeadroomError } from '@headroom/contracts';
import type { ParquetFiles } from '@headroom/storage';
import type { InputTable } from '../../domain/import/input-table.ts';
import type { InputFile, InputFiles, LeftOut } from '../../domain/import/ports.ts';
import { readCsv } from './csv-table.ts';
import { readParquet } from './parquet-table.ts';

const READABLE = new Set(['.csv', '.parquet']);

/** Files on the disk of the machine that this service runs on. */
export class LocalFiles implements InputFiles {
  readonly #parquet: ParquetFiles;

  constructor(parquet: ParquetFiles) {
    this.#parquet = parquet;
  }

  async find(paths: readonly string[]): Promise<{ files: InputFile[]; left_out: LeftOut[] }> {
    const names = new Map<string, string>();
    for (const path of paths) {
      for (const [file, name] of await expand(path)) names.set(file, name);
    }
    const found = [...names]
      .map(([path, name]) => ({ path, name }))
      .sort((a, b) => compare(a.name, b.name) || compare(a.path, b.path));
    const isReadable = ({ path }: { path: string }) => READABLE.has(extname(path).toLowerCase());
    const files: InputFile[] = [];
    for (const { path, name } of found.filter(isReadable)) {
      files.push({ name, path, sha256: await digest(path) });
    }
    const others = found.filter((file) => !isReadable(file));
    const reason = 'is neither .csv nor .parquet';
    return { files, left_out: others.map(({ name }) => ({ file: name, reason })) };
  }

  read({ path, name }: InputFile): Promise<InputTable> {
    return extname(path).toLowerCase() === '.csv'
      ? readCsv(path, name)
      : readParquet(this.#parquet, path, name);
  }
}

/** Path and name of a file, or of every file in a folder. */
async function expand(path: string): Promise<[path: string, name: string][]> {
  if (!isAbsolute(path)) {
    throw new HeadroomError('INVALID_REQUEST', `paths: ${path} is relative; send the whole path`);
  }
  const found = await stat(path).catch((cause: unknown) => {
    throw new HeadroomError('NOT_FOUND', `paths: there is no file or folder ${path}`, { cause });
  });
  if (!found.isDirectory()) return [[path, basename(path)]];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [file, relative(path, file).replaceAll(sep, '/')]);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) hash.update(chunk);
  return hash.digest('hex');
}
