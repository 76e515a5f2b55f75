import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileTables } from '@headroom/storage';
import type { FeatureTable } from '../../domain/feature-table.ts';
import type { EntityFrame } from '../../domain/offline/entity-frame.ts';
import { frameFromParquet } from './frame-parquet.ts';
import { parquetColumn } from './parquet-columns.ts';

export const PARQUET = 'application/vnd.apache.parquet';

/** Parquet in and out, by way of a file that lives as long as the call. Every value type keeps its own. */
export class ParquetTables {
  #files: Promise<FileTables> | undefined;

  /** @throws INVALID_DATA */
  frame(bytes: Uint8Array): Promise<EntityFrame> {
    return this.#withFile(async (path, files) => {
      await writeFile(path, bytes);
      return frameFromParquet(path, files);
    });
  }

  async bytes({ columns }: FeatureTable): Promise<Uint8Array> {
    const made = columns.map(parquetColumn);
    return this.#withFile(async (path, files) => {
      await files.write(
        path,
        made.map(({ given }) => given),
        made.map(({ sql }) => sql),
      );
      return readFile(path);
    });
  }

  async close(): Promise<void> {
    (await this.#files)?.close();
  }

  async #withFile<T>(work: (path: string, files: FileTables) => Promise<T>): Promise<T> {
    const files = await (this.#files ??= FileTables.open());
    const path = join(tmpdir(), `headroom-${randomUUID()}.parquet`);
    try {
      return await work(path, files);
    } finally {
      await rm(path, { force: true });
    }
  }
}
