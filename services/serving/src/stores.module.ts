import { ONLINE_PREFIX } from '@headroom/contracts';
import { CONFIG, HEALTH, type Config, type HealthChecks } from '@headroom/service-kit';
import { DATABASE, FolderObjectStore, RedisOnlineStore, type Database } from '@headroom/storage';
import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ObjectModelFiles } from './adapters/files/object-model-files.ts';
import { PostgresRecommendationStore } from './adapters/postgres/postgres-recommendation-store.ts';
import { PostgresPredictionStore } from './adapters/postgres/postgres-prediction-store.ts';

/** Injection token of `ModelFiles`. */
export const MODEL_FILES = Symbol('headroom.serving.model-files');

@Module({
  providers: [
    {
      provide: PostgresPredictionStore,
      inject: [DATABASE],
      useFactory: (db: Database) => new PostgresPredictionStore(db, 'serving.prediction'),
    },
    {
      provide: PostgresRecommendationStore,
      inject: [DATABASE],
      useFactory: (db: Database) => new PostgresRecommendationStore(db),
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
    {
      provide: MODEL_FILES,
      inject: [CONFIG],
      useFactory: async ({ objectRoot }: Config) =>
        new ObjectModelFiles(await FolderObjectStore.open(objectRoot)),
    },
  ],
  exports: [PostgresRecommendationStore, PostgresPredictionStore, RedisOnlineStore, MODEL_FILES],
})
export class StoresModule implements OnApplicationShutdown {
  readonly #online: RedisOnlineStore;

  constructor(@Inject(RedisOnlineStore) online: RedisOnlineStore) {
    this.#online = online;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#online.close();
  }
}
