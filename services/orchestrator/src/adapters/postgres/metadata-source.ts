import { fromPgError } from '@headroom/storage';
import { DataSource } from 'typeorm';
import { DagEntity } from './entities/dag.ts';
import { RunEntity } from './entities/dag-run.ts';
import { TaskEntity, TryEntity, XcomEntity } from './entities/task-instance.ts';
import { TriggerEntity } from './entities/trigger-inbox.ts';
import { Runs1764000000001 } from './migrations/0001-runs.ts';

/** The orchestrator's own schema, its tables up to date. */
export async function openMetadata(url: string): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url,
    schema: 'orchestrator',
    applicationName: 'headroom-orchestrator',
    poolSize: 4,
    connectTimeoutMS: 5_000,
    // An idle connection that dies is replaced on next use; whoever uses it is told.
    poolErrorHandler: () => undefined,
    entities: [DagEntity, RunEntity, TaskEntity, TryEntity, XcomEntity, TriggerEntity],
    migrations: [Runs1764000000001],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
  });
  try {
    await source.initialize();
    await migrate(source);
  } catch (error) {
    throw fromPgError(error);
  }
  return source;
}

/** Replicas that boot together take turns. */
async function migrate(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner();
  try {
    await runner.query(`select pg_advisory_lock(hashtext('orchestrator.migration'))`);
    await runner.query('create schema if not exists orchestrator');
    await source.runMigrations();
  } finally {
    await runner.query(`select pg_advisory_unlock(hashtext('orchestrator.migration'))`);
    await runner.release();
  }
}
