import { ONLINE_PREFIX } from '@headroom/contracts';
import { CONFIG, HEALTH, type Config, type HealthChecks } from '@headroom/service-kit';
import { DATABASE, FolderObjectStore, RedisOnlineStore, type Database } from '@headroom/storage';
import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ObjectModelFiles } from './adapters/files/object-model-files.ts';
import { PostgresRecommendationStore } from './adapters/postgres/postgres-recommendation-store.ts';
import { PostgresPredictionStore } from './adapters/postgres/postgres-prediction-store.ts';
import type { RegisteredVersion } from './domain/registered-version.ts';
import { ServedModel } from './domain/served-model.ts';
import type { ServingModel } from './domain/serving-model.ts';
import { loadModel } from './usecases/load-model.ts';

/** Injection token of `LoadModel`. */
export const LOAD_MODEL = Symbol('headroom.serving.load-model');
export type LoadModel = (version: RegisteredVersion) => Promise<ServingModel>;

@Module({
  providers: [
    // The model that answers: shared with what scores in shadow beside it.
    { provide: ServedModel, useFactory: () => new ServedModel() },
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
      provide: LOAD_MODEL,
      inject: [CONFIG],
      useFactory: async ({ objectRoot, cadenceMs }: Config): Promise<LoadModel> => {
        const files = new ObjectModelFiles(await FolderObjectStore.open(objectRoot));
        return (version) => loadModel(version, files, cadenceMs);
      },
    },
  ],
  exports: [
    ServedModel,
    PostgresRecommendationStore,
    PostgresPredictionStore,
    RedisOnlineStore,
    LOAD_MODEL,
  ],
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
