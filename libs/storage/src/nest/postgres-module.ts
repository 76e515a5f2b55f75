import { CONFIG, HEALTH, type Config, type HealthChecks } from '@headroom/service-kit';
import {
  Global,
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { PostgresLeaseStore } from '../lease/postgres-lease-store.ts';
import { migrate, type Migration } from '../postgres/migrate.ts';
import { Postgres } from '../postgres/postgres.ts';
import type { Database } from '../postgres/sql.ts';

/** Injection token of the service's database (`Database`): connected, its tables migrated. */
export const DATABASE = Symbol('headroom.database');

/** Injection token of the task leases kept there (`LeaseStore`); a service that uses them lists LEASE_MIGRATIONS. */
export const LEASES = Symbol('headroom.leases');

/** A task whose process was killed is taken over this long after its last heartbeat, at the next sweep. */
const LEASE_MS = 8_000;

/** The service's pool on HEADROOM_POSTGRES_URL: migrated at boot, watched by its readiness, closed after everything else. */
@Global()
@Module({})
export class PostgresModule implements OnApplicationShutdown {
  readonly #database: Postgres;

  constructor(@Inject(DATABASE) database: Postgres) {
    this.#database = database;
  }

  /** `migrations` by the name they are kept under: a service's own tables, leases, an outbox. */
  static with(migrations: Readonly<Record<string, readonly Migration[]>>): DynamicModule {
    return {
      module: PostgresModule,
      providers: [
        {
          provide: DATABASE,
          inject: [CONFIG, HEALTH],
          useFactory: async (config: Config, health: HealthChecks): Promise<Database> => {
            const database = new Postgres({
              url: config.postgresUrl,
              applicationName: `headroom-${config.service}`,
            });
            for (const [name, steps] of Object.entries(migrations)) {
              await migrate(database, name, steps);
            }
            health.register('postgres', () => database.ping());
            return database;
          },
        },
        {
          provide: LEASES,
          inject: [DATABASE],
          useFactory: (database: Database) =>
            new PostgresLeaseStore(database, { leaseMs: LEASE_MS }),
        },
      ],
      exports: [DATABASE, LEASES],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#database.close();
  }
}
