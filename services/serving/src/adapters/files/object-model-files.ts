import { readFile } from 'node:fs/promises';
import type { ObjectRef } from '@headroom/contracts';
import type { ObjectStore } from '@headroom/storage';
import type { ModelFiles } from '../../domain/model-files.ts';

export class ObjectModelFiles implements ModelFiles {
  readonly #objects: ObjectStore;

  constructor(objects: ObjectStore) {
    this.#objects = objects;
  }

  async read(ref: ObjectRef): Promise<string> {
    return readFile(await this.#objects.fetch(ref), 'utf8');
  }
}
