import { DataSource } from 'typeorm';
import { CreateRegistry1735689600000 } from './migrations/1735689600000-create-registry.ts';
import { Tracking1766000100000 } from './migrations/1766000100000-tracking.ts';
import { ModelRegistry1766000200000 } from './migrations/1766000200000-model-registry.ts';
import { LoggedModels1766000300000 } from './migrations/1766000300000-logged-models.ts';
import { PagesOfRuns1766000400000 } from './migrations/1766000400000-pages-of-runs.ts';

/** Brings the registry's own schema to its newest state. Replicas that boot together take turns. */
export async function migrateRegistry(url: string): Promise<void> {
  const source = new DataSource({
    type: 'postgres',
    url,
    schema: 'registry',
    migrations: [
      CreateRegistry1735689600000,
      Tracking1766000100000,
      ModelRegistry1766000200000,
      LoggedModels1766000300000,
      PagesOfRuns1766000400000,
    ],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    logging: false,
    applicationName: 'headroom-registry',
  });
  await source.initialize();
  const runner = source.createQueryRunner();
  try {
    await runner.query(`SELECT pg_advisory_lock(hashtext('registry.migration'))`);
    await runner.query('CREATE SCHEMA IF NOT EXISTS registry');
    await source.runMigrations();
  } finally {
    // Ends the session, and the lock with it.
    await runner.release();
    await source.destroy();
  }
}
