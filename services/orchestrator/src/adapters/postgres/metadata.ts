import type { OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { openMetadata } from './metadata-source.ts';
import { PgRunStore } from './pg-run-store.ts';

/** The connection to the metadata: opened and migrated at boot, closed after everything that uses it. */
export class Metadata implements OnApplicationShutdown {
  readonly runs: PgRunStore;
  readonly #source: DataSource;

  private constructor(source: DataSource) {
    this.#source = source;
    this.runs = new PgRunStore(source);
  }

  static async open(url: string, dagIds: readonly string[]): Promise<Metadata> {
    const metadata = new Metadata(await openMetadata(url));
    await metadata.runs.ensureDags(dagIds);
    return metadata;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#source.destroy();
  }
}
