import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderObjectStore, ParquetFiles } from '@headroom/storage';

/** A real object store in a folder of its own. */
export async function temporaryFiles() {
  const root = await mkdtemp(join(tmpdir(), 'headroom-drift-'));
  const parquet = await ParquetFiles.open();
  const objects = await FolderObjectStore.open(root);
  return {
    root,
    objects,
    parquet,
    close: async () => {
      parquet.close();
      await rm(root, { recursive: true });
    },
  };
}
