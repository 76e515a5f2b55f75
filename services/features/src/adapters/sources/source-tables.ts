import { FileTables, Postgres, type Database } from '@headroom/storage';
import type { BatchRows } from '../../domain/offline/batch-rows.ts';
import type { FeaturesConfig } from '../../settings.ts';
import { SqlBatchRows } from './sql-batch-rows.ts';

/** What file and Postgres sources are read with, opened when the first is read. */
export class SourceTables {
  readonly rows: BatchRows;
  readonly #own: Postgres | null;
  #files: Promise<FileTables> | undefined;

  private constructor(root: string, database: Database, own: Postgres | null) {
    this.#own = own;
    this.rows = new SqlBatchRows({
      root,
      database: own ?? database,
      files: () => (this.#files ??= FileTables.open()),
    });
  }

  /** @param database the store's own, read where no other is named */
  static of({ settings, objectRoot, service }: FeaturesConfig, database: Database): SourceTables {
    const { HEADROOM_FEATURES_SOURCE_ROOT: root, HEADROOM_FEATURES_SOURCE_POSTGRES_URL: url } =
      settings;
    const own =
      url === undefined ? null : new Postgres({ url, applicationName: `headroom-${service}` });
    return new SourceTables(root ?? objectRoot, database, own);
  }

  async close(): Promise<void> {
    (await this.#files)?.close();
    await this.#own?.close();
  }
}
