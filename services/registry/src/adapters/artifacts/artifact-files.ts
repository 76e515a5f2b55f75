import type { ObjectRef } from '@headroom/contracts';
import type { ObjectStore, Sql } from '@headroom/storage';
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline as compose, type Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { ByteRange } from '../../domain/artifacts/byte-range.ts';
import { invalidParameter, MlflowError } from '../../domain/mlflow-error.ts';
import { verified } from './verified.ts';

/** Where uploads lie in the object store; garbage collection touches nothing else. */
export const UPLOADS = 'mlflow-artifacts/';

const Row = z.object({ object_key: z.string(), bytes: z.number(), sha256: z.string() });
const Entry = z.object({ name: z.string(), is_dir: z.boolean(), bytes: z.number() });

const CUT_OFF = new MlflowError(
  'BAD_REQUEST',
  'The upload was cut off; nothing of it is kept. Send it again.',
);

export interface FolderEntry {
  readonly name: string;
  readonly isDir: boolean;
  readonly bytes: number;
}

/**
 * Files by path: a row names the object that holds the bytes. The object is whole and on the disk before its row is
 * written, so that an upload which is cut off, or a server that is killed, leaves nothing to be seen. Paths are normal.
 */
export class ArtifactFiles {
  readonly #db: Pick<Sql, 'query' | 'execute'>;
  readonly #objects: ObjectStore;
  readonly #now: () => number;

  constructor(db: Pick<Sql, 'query' | 'execute'>, objects: ObjectStore, now: () => number) {
    this.#db = db;
    this.#objects = objects;
    this.#now = now;
  }

  /** @throws INVALID_PARAMETER_VALUE where a folder has that name, or a file the name of one of its folders */
  async put(path: string, content: Readable): Promise<void> {
    const id = randomUUID();
    const ref = await this.#objects.write(`${UPLOADS}${id.slice(0, 2)}/${id}`, async (file) => {
      await pipeline(content, createWriteStream(file)).catch((error: unknown) => {
        throw content.readableAborted ? CUT_OFF : error;
      });
      return undefined;
    });
    const folders = path.split('/').map((_, i, parts) => parts.slice(0, i).join('/'));
    const written = await this.#db.execute(
      `INSERT INTO registry.artifact (path, object_key, bytes, sha256, modified_at)
       SELECT $1, $2, $3, $4, $5
       WHERE NOT EXISTS (SELECT 1 FROM registry.artifact WHERE path >= $1 || '/' AND path < $1 || '0')
         AND NOT EXISTS (SELECT 1 FROM registry.artifact WHERE path = ANY($6::text[]))
       ON CONFLICT (path) DO UPDATE SET object_key = excluded.object_key, bytes = excluded.bytes,
         sha256 = excluded.sha256, modified_at = excluded.modified_at`,
      [path, ref.uri, ref.bytes, ref.sha256, this.#now(), folders.slice(1)],
    );
    if (written > 0) return;
    await this.#objects.delete(ref.uri);
    throw invalidParameter(
      `Artifact path '${path}' is a folder already, or one of its folders is a file; choose another name.`,
    );
  }

  async find(path: string): Promise<ObjectRef | null> {
    const [row] = await this.#db.query(
      Row,
      'SELECT object_key, bytes, sha256 FROM registry.artifact WHERE path = $1',
      [path],
    );
    return row === undefined ? null : { uri: row.object_key, bytes: row.bytes, sha256: row.sha256 };
  }

  /** @throws INTERNAL_ERROR, before its last bytes, when the object is not what was uploaded */
  async read({ uri, sha256 }: ObjectRef, range?: ByteRange): Promise<Readable> {
    const bytes = await this.#objects.stream(uri, range);
    if (range !== undefined) return bytes;
    return pipelineTo(bytes, verified(sha256, uri));
  }

  /** What a folder holds, by name. Nothing for what is no folder. */
  async list(folder: string): Promise<FolderEntry[]> {
    const [from, to] = within(folder);
    const rows = await this.#db.query(
      Entry,
      `SELECT name, bool_or(is_dir) AS is_dir, max(bytes) AS bytes
       FROM (
         SELECT split_part(rest, '/', 1) AS name, position('/' IN rest) > 0 AS is_dir, bytes
         FROM (SELECT substr(path, length($1) + 1) AS rest, bytes FROM registry.artifact
               WHERE path >= $1 AND path < $2) files
       ) entries GROUP BY name ORDER BY name COLLATE "C"`,
      [from, to],
    );
    return rows.map(({ name, is_dir, bytes }) => ({ name, isDir: is_dir, bytes }));
  }

  async isFolder(path: string): Promise<boolean> {
    const [from, to] = within(path);
    const rows = await this.#db.query(
      z.object({ path: z.string() }),
      'SELECT path FROM registry.artifact WHERE path >= $1 AND path < $2 LIMIT 1',
      [from, to],
    );
    return rows.length > 0;
  }

  /** A file, or a folder with all it holds. The bytes go with the next garbage collection. */
  async delete(path: string): Promise<void> {
    const [from, to] = within(path);
    await this.#db.execute(
      'DELETE FROM registry.artifact WHERE path = $1 OR (path >= $2 AND path < $3)',
      [path, from, to],
    );
  }
}

/** An error of either end ends both, and whoever reads hears of it. */
const pipelineTo = (source: Readable, through: Transform): Transform =>
  compose(source, through, () => undefined);

/** All paths below a folder: `0` is the character after `/`. */
const within = (folder: string): [string, string] =>
  folder === '' ? ['', '\u{10ffff}'] : [`${folder}/`, `${folder}0`];
