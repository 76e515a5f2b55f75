import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  lstat,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rm,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { HeadroomError } from '@headroom/contracts';
import type { ObjectRef } from '@headroom/contracts';
import { digestFile } from './digest.ts';
import { fromFsError, fsCode } from './fs-error.ts';
import { checkKey } from './object-key.ts';
import type { ObjectStore, Produced } from './object-store.ts';

/** Beside the objects, so that a rename from it is atomic; no key can begin with a dot. */
const TEMPORARY = '.tmp';
const LEFTOVER_MS = 24 * 3_600_000;

/** Objects as files under one folder. */
export class FolderObjectStore implements ObjectStore {
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  /** Makes the folder where it is missing, and removes what writers that died have left half-written. */
  static async open(root: string): Promise<FolderObjectStore> {
    const temporary = join(root, TEMPORARY);
    await mkdir(temporary, { recursive: true });
    for (const name of await readdir(temporary)) {
      const path = join(temporary, name);
      const { mtimeMs } = await lstat(path).catch(() => ({ mtimeMs: Infinity }));
      if (mtimeMs < Date.now() - LEFTOVER_MS) await rm(path, { recursive: true, force: true });
    }
    return new FolderObjectStore(await realpath(root));
  }

  async write(
    key: string,
    produce: (path: string) => Promise<Produced | undefined>,
  ): Promise<ObjectRef> {
    const path = await this.#locate(key);
    // The name's end stays: some writers choose their format by it.
    const temporary = join(this.#root, TEMPORARY, `${randomUUID()}-${basename(path)}`);
    try {
      const produced = await produce(temporary);
      await sync(temporary, 'r+').catch((error: unknown) => {
        throw fsCode(error) === 'ENOENT' ? wroteNothing(key) : error;
      });
      const ref = reference(key, await digestFile(temporary), produced);
      await mkdir(dirname(path), { recursive: true });
      await rename(temporary, path);
      // The name is on the disk only once its folder is. Windows opens no folder, and needs not.
      if (process.platform !== 'win32') await sync(dirname(path), 'r');
      return ref;
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw fromFsError(key, error);
    }
  }

  putBytes(key: string, bytes: Uint8Array, produced?: Produced): Promise<ObjectRef> {
    return this.write(key, async (path) => {
      await writeFile(path, bytes);
      return produced;
    });
  }

  async fetch(ref: ObjectRef): Promise<string> {
    const path = await this.#existing(ref.uri);
    const found = await digestFile(path);
    if (found.sha256 === ref.sha256 && found.bytes === ref.bytes) return path;
    throw new HeadroomError(
      'INVALID_DATA',
      `Object ${ref.uri} has ${found.bytes} bytes and sha256 ${found.sha256}, its reference says ${ref.bytes} and ${ref.sha256}: it was changed or damaged; produce it anew.`,
      { details: { key: ref.uri } },
    );
  }

  async stream(
    key: string,
    range?: { readonly start: number; readonly end: number },
  ): Promise<Readable> {
    return createReadStream(await this.#existing(key), range);
  }

  async stat(key: string): Promise<ObjectRef | null> {
    if (!(await this.exists(key))) return null;
    return reference(key, await digestFile(await this.#existing(key)));
  }

  async exists(key: string): Promise<boolean> {
    try {
      await this.#existing(key);
      return true;
    } catch (error) {
      if (error instanceof HeadroomError && error.code === 'NOT_FOUND') return false;
      throw error;
    }
  }

  async list(prefix: string): Promise<string[]> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    const start = folder === '' ? this.#root : await this.#locate(folder.slice(0, -1));
    try {
      const entries = await readdir(start, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(this.#root, join(entry.parentPath, entry.name)))
        .map((path) => path.replaceAll(sep, '/'))
        .filter((key) => key.startsWith(prefix) && !key.startsWith('.'))
        .sort();
    } catch (error) {
      if (fsCode(error) === 'ENOENT' || fsCode(error) === 'ENOTDIR') return [];
      throw fromFsError(prefix, error);
    }
  }

  async delete(key: string): Promise<boolean> {
    if (!(await this.exists(key))) return false;
    try {
      await unlink(await this.#locate(key));
      return true;
    } catch (error) {
      if (fsCode(error) === 'ENOENT') return false;
      throw fromFsError(key, error);
    }
  }

  /** Path of a file that is there. */
  async #existing(key: string): Promise<string> {
    const path = await this.#locate(key);
    try {
      if ((await lstat(path)).isFile()) return path;
    } catch (error) {
      if (fsCode(error) !== 'ENOENT' && fsCode(error) !== 'ENOTDIR') throw fromFsError(key, error);
    }
    throw new HeadroomError('NOT_FOUND', `No object ${key}.`, { details: { key } });
  }

  /** Path of a key; refuses one that a symbolic link would lead elsewhere. */
  async #locate(key: string): Promise<string> {
    let path = this.#root;
    for (const segment of checkKey(key)) {
      path = join(path, segment);
      const known = await lstat(path).catch(() => null);
      if (known?.isSymbolicLink() === true) {
        throw new HeadroomError(
          'INVALID_REQUEST',
          `Object key ${key} leads over a symbolic link (${segment}), which could leave the store; remove the link.`,
        );
      }
    }
    return path;
  }
}

const sync = async (path: string, flags: 'r' | 'r+'): Promise<void> => {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const wroteNothing = (key: string): HeadroomError =>
  new HeadroomError('INTERNAL', `The producer of object ${key} wrote no file at the given path.`);

const reference = (
  key: string,
  content: { sha256: string; bytes: number },
  produced: Produced = {},
): ObjectRef => ({
  uri: key,
  ...content,
  ...(produced.rows === undefined ? {} : { rows: produced.rows }),
});
