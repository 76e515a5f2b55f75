import { ONLINE_PREFIX } from '@headroom/contracts';
import { CONFIG, HEALTH, type Config, type HealthChecks } from '@headroom/service-kit';
import { DATABASE, RedisOnlineStore, type Database } from '@headroom/storage';
import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { checkCadence } from './adapters/postgres/check-cadence.ts';
import { PostgresArrivals } from './adapters/postgres/postgres-arrivals.ts';
import { PostgresClusterStore } from './adapters/postgres/postgres-cluster-store.ts';
import { PostgresRawStore } from './adapters/postgres/postgres-raw-store.ts';

/** The feature store's two sides, offline and online, and what tells of arrivals. */
@Global()
@Module({
  providers: [
    {
      provide: PostgresRawStore,
      inject: [DATABASE, CONFIG],
      useFactory: async (db: Database, { cadenceMs }: Config) => {
        await checkCadence(db, cadenceMs);
        return new PostgresRawStore(db, cadenceMs);
      },
    },
    {
      provide: PostgresClusterStore,
      inject: [DATABASE],
      useFactory: (db: Database) => new PostgresClusterStore(db),
    },
    {
      provide: PostgresArrivals,
      inject: [DATABASE],
      useFactory: async (db: Database) => {
        const arrivals = new PostgresArrivals(db);
        await arrivals.start();
        return arrivals;
      },
    },
    {
      provide: RedisOnlineStore,
      inject: [CONFIG, HEALTH],
      useFactory: ({ redisUrl }: Config, health: HealthChecks) => {
        const online = new RedisOnlineStore({ url: redisUrl, prefix: ONLINE_PREFIX });
        health.register('redis', () => online.ping());
        return online;
      },
    },
  ],
  exports: [PostgresRawStore, PostgresClusterStore, PostgresArrivals, RedisOnlineStore],
})
export class StoreModule implements OnApplicationShutdown {
  readonly #arrivals: PostgresArrivals;
  readonly #online: RedisOnlineStore;

  constructor(
    @Inject(PostgresArrivals) arrivals: PostgresArrivals,
    @Inject(RedisOnlineStore) online: RedisOnlineStore,
  ) {
    this.#arrivals = arrivals;
    this.#online = online;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.#arrivals.close(), this.#online.close()]);
  }
}
