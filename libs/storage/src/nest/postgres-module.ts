import { CONFIG, HEALTH, type Config, type HealthChecks } from '@headroom/service-kit';
import {
  Global,
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { migrate, type Migration } from '../postgres/migrate.ts';
import { Postgres } from '../postgres/postgres.ts';
import type { Database } from '../postgres/sql.ts';

/** Injection token of the service's database (`Database`): connected, its tables migrated. */
export const DATABASE = Symbol('headroom.database');

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
      ],
      exports: [DATABASE],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#database.close();
  }
}
