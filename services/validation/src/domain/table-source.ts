import type { ObjectRef } from '@headroom/contracts';
import type { RecordTable } from './dataset.ts';

/** Reads a file of the object store as a table of records. @throws INVALID_DATA for a file that is none */
export interface TableSource {
  read(file: ObjectRef): Promise<RecordTable>;
}

/** Keeps a report as JSON. */
export interface ReportSink {
  put(key: string, report: unknown): Promise<ObjectRef>;
}
