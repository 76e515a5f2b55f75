import type { ObjectRef } from '@headroom/contracts';
import type { ObjectStore } from '@headroom/storage';
import type { ReportSink } from '../../domain/table-source.ts';

/** Reports as readable JSON in the object store. */
export class JsonReports implements ReportSink {
  readonly #objects: ObjectStore;

  constructor(objects: ObjectStore) {
    this.#objects = objects;
  }

  put(key: string, report: unknown): Promise<ObjectRef> {
    return this.#objects.putBytes(key, Buffer.from(`${JSON.stringify(report, null, 2)}\n`));
  }
}
