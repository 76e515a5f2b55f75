import type { ObjectStore, ParquetFiles } from '@headroom/storage';

/** Where inputs are read and reports are kept. */
export interface Files {
  readonly objects: ObjectStore;
  readonly parquet: Pick<ParquetFiles, 'read' | 'describe'>;
}
