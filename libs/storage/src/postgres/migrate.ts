import { createHash } from 'node:crypto';
import { HeadroomError } from '@headroom/contracts';
import { z } from 'zod';
import type { Database, Sql } from './sql.ts';

/** A numbered step of a service's tables, e.g. `0001_raw_records`. Never edited once released: add another. */
export interface Migration {
  readonly id: string;
  readonly up: string;
  /** Undoes `up`. */
  readonly down: string;
}

const Applied = z.object({ id: z.string(), checksum: z.string() });

/** Any number that nobody else takes: replicas that boot together migrate one after the other. */
const LOCK = 7_202_504_081;

/**
 * Applies what is missing, in order, all or nothing. Returns the ids that it applied.
 * @throws CONFLICT when the database has a migration that this code does not know, or knows otherwise.
 */
export const migrate = (
  db: Database,
  service: string,
  migrations: readonly Migration[],
): Promise<string[]> =>
  inTurn(db, service, async (tx, applied) => {
    checkHistory(service, migrations, applied);
    const missing = migrations.slice(applied.length);
    for (const migration of missing) {
      await tx.execute(migration.up);
      await tx.execute('insert into schema_migration (service, id, checksum) values ($1, $2, $3)', [
        service,
        migration.id,
        checksum(migration),
      ]);
    }
    return missing.map((migration) => migration.id);
  });

/** Undoes the newest `steps` migrations. Returns the ids that it undid. */
export const migrateDown = (
  db: Database,
  service: string,
  migrations: readonly Migration[],
  steps: number,
): Promise<string[]> =>
  inTurn(db, service, async (tx, applied) => {
    checkHistory(service, migrations, applied);
    const newest = migrations.slice(Math.max(0, applied.length - steps), applied.length).reverse();
    for (const migration of newest) {
      await tx.execute(migration.down);
      await tx.execute('delete from schema_migration where service = $1 and id = $2', [
        service,
        migration.id,
      ]);
    }
    return newest.map((migration) => migration.id);
  });

const inTurn = <T>(
  db: Database,
  service: string,
  work: (tx: Sql, applied: z.infer<typeof Applied>[]) => Promise<T>,
): Promise<T> =>
  db.transaction(async (tx) => {
    await tx.execute('select pg_advisory_xact_lock($1)', [LOCK]);
    await tx.execute(`create table if not exists schema_migration (
      service text, id text, checksum text not null, applied_at timestamptz not null default now(),
      primary key (service, id))`);
    const applied = await tx.query(
      Applied,
      'select id, checksum from schema_migration where service = $1 order by id collate "C"',
      [service],
    );
    return work(tx, applied);
  });

const checkHistory = (
  service: string,
  migrations: readonly Migration[],
  applied: z.infer<typeof Applied>[],
): void => {
  migrations.forEach(({ id }, i) => {
    const before = migrations[i - 1]?.id ?? '';
    if (id <= before) {
      throw new HeadroomError(
        'INTERNAL',
        `Migration ${id} of ${service} must sort after ${before}: renumber it.`,
      );
    }
  });
  applied.forEach(({ id, checksum: known }, i) => {
    const ours = migrations[i];
    if (ours?.id !== id) {
      throw new HeadroomError(
        'CONFLICT',
        `The database has migration ${id} of ${service} where this program has ${ours?.id ?? 'none'}: run the newer program, or migrate down with it first.`,
      );
    }
    if (checksum(ours) !== known) {
      throw new HeadroomError(
        'CONFLICT',
        `Migration ${id} of ${service} was changed after it had been applied: restore it and add a new one.`,
      );
    }
  });
};

const checksum = ({ up, down }: Migration): string =>
  createHash('sha256')
    .update(JSON.stringify([up, down]))
    .digest('hex');
