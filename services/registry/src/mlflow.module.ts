import { CLOCK, CONFIG, type Config, type WallClock } from '@headroom/service-kit';
import { DATABASE, FolderObjectStore, type Database, type ObjectStore } from '@headroom/storage';
import { Module } from '@nestjs/common';
import { MLFLOW_ROUTES, MlflowApi, type MlflowRoutes } from './adapters/http/mlflow/mlflow-api.ts';
import { serverCalls, serverRoutes } from './adapters/http/mlflow/server-calls.ts';
import { migrateRegistry } from './adapters/postgres/data-source.ts';
import { modelRoutes } from './model-routes.ts';
import { trackingCalls } from './tracking-calls.ts';

/** The service's database with the registry's own tables in their newest state. */
export const REGISTRY_DATABASE = Symbol('registry.database');
/** Where runs and clients keep their files (`ObjectStore`). */
const ARTIFACTS = Symbol('registry.artifacts');

/** MLflow's protocol over the registry's tables; needs a PostgresModule beside it. */
@Module({
  providers: [
    {
      provide: REGISTRY_DATABASE,
      inject: [DATABASE, CONFIG],
      useFactory: async (database: Database, config: Config): Promise<Database> => {
        await migrateRegistry(config.postgresUrl);
        return database;
      },
    },
    {
      provide: ARTIFACTS,
      inject: [CONFIG],
      useFactory: (config: Config) => FolderObjectStore.open(config.objectRoot),
    },
    MlflowApi,
    {
      provide: MLFLOW_ROUTES,
      inject: [REGISTRY_DATABASE, ARTIFACTS, CLOCK],
      useFactory: (database: Database, objects: ObjectStore, clock: WallClock): MlflowRoutes => {
        const models = modelRoutes(database, objects, clock);
        return {
          calls: [...serverCalls, ...trackingCalls(database, clock), ...models.calls],
          raw: [...serverRoutes, ...models.raw],
        };
      },
    },
  ],
  exports: [REGISTRY_DATABASE],
})
export class MlflowModule {}
