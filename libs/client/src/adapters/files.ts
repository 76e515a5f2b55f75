import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

export interface LocalFile {
  readonly file: string;
  /** With slashes, beginning with the file's or the folder's own name. */
  readonly path: string;
}

/** A file, or every file below a folder. */
export async function localFiles(path: string): Promise<readonly LocalFile[]> {
  const place = resolve(path);
  if (!(await stat(place)).isDirectory()) return [{ file: place, path: basename(place) }];
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ file, path: relative(place, file).split(sep).join('/') }));
}

export async function writeText(path: string, text: string): Promise<string> {
  const file = resolve(path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}
