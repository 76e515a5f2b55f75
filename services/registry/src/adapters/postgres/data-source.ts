import { DataSource } from 'typeorm';
import { CreateRegistry1735689600000 } from './migrations/1735689600000-create-registry.ts';

/** The registry's own schema, migrated to its newest state. Replicas that boot together take turns. */
export async function openDataSource(url: string): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url,
    schema: 'registry',
    migrations: [CreateRegistry1735689600000],
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
    await runner.query(`SELECT pg_advisory_unlock(hashtext('registry.migration'))`);
    await runner.release();
  }
  return source;
}
