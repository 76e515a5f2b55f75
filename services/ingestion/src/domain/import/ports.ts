import type { ObjectRef } from '@headroom/contracts';
import type { ImportRow } from './import-row.ts';
import type { InputTable } from './input-table.ts';

export interface InputFile {
  /** Relative to the folder that was named, else the file's own name. */
  readonly name: string;
  readonly path: string;
  /** Of its content, hex. */
  readonly sha256: string;
}

/** A file that is not imported, and why. */
export interface LeftOut {
  readonly file: string;
  readonly reason: string;
}

/** The files that a user names, on the machine of this service. */
export interface InputFiles {
  /** Folders are searched to their depth; by name. @throws NOT_FOUND for a path that is not there */
  find(paths: readonly string[]): Promise<{ files: InputFile[]; left_out: LeftOut[] }>;
  /** @throws INVALID_DATA naming the place where the file cannot be read on */
  read(file: InputFile): Promise<InputTable>;
}

/** Imports by their hash: staged until they are published, under `data/raw` from then on. */
export interface ImportStore {
  stage(hash: string, rows: readonly ImportRow[]): Promise<ObjectRef>;
  isPublished(hash: string): Promise<boolean>;
  /** Rows of a staged import, or else of a published one. @throws NOT_FOUND */
  read(hash: string): Promise<ImportRow[]>;
  /** Puts the staged file, if there is one, to the published ones. Again is harmless. */
  promote(hash: string): Promise<ObjectRef>;
  /** Removes a staged file; a published one stays. False: there was none. */
  discard(hash: string): Promise<boolean>;
}
