import type { Readable } from 'node:stream';
import type { ObjectRef } from '@headroom/contracts';

/** What a producer knows of the file it wrote; rows is kept in the reference for the reader's sake. */
export interface Produced {
  readonly rows?: number;
}

/**
 * Immutable files under keys like `data/raw/workload_42.parquet`. Narrow on purpose: a folder today, S3 later.
 * Every method refuses a key that could leave the store (INVALID_REQUEST).
 */
export interface ObjectStore {
  /**
   * `produce` writes the file at the given temporary path; afterwards the whole file appears under `key` at once, or,
   * when `produce` throws, not at all. An object that exists is replaced at once.
   */
  write(key: string, produce: (path: string) => Promise<Produced | undefined>): Promise<ObjectRef>;
  /** Like `write`, for content that is in memory. */
  putBytes(key: string, bytes: Uint8Array, produced?: Produced): Promise<ObjectRef>;
  /**
   * Local path of the object for reading, after its length and sha256 were compared with the reference.
   * @throws NOT_FOUND, or INVALID_DATA when the content is not what the reference says.
   */
  fetch(ref: ObjectRef): Promise<string>;
  /** Bytes of an object, unverified, in order: all, or those from `start` to `end`, both included. @throws NOT_FOUND */
  stream(key: string, range?: { readonly start: number; readonly end: number }): Promise<Readable>;
  /** Reference of what is stored now (reads the whole file), or null. */
  stat(key: string): Promise<ObjectRef | null>;
  exists(key: string): Promise<boolean>;
  /** Keys that start with the prefix, sorted. */
  list(prefix: string): Promise<string[]>;
  /** False when there was nothing to delete. */
  delete(key: string): Promise<boolean>;
}
