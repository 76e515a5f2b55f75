import { CLOCK, CONFIG, type Config, type WallClock } from '@headroom/service-kit';
import { DATABASE, FolderObjectStore, type Database, type ObjectStore } from '@headroom/storage';
import { Module } from '@nestjs/common';
import { CollectGarbage } from './adapters/artifacts/collect-garbage.ts';
import { GarbageController } from './adapters/http/garbage-controller.ts';
import { MLFLOW_ROUTES, MlflowApi, type MlflowRoutes } from './adapters/http/mlflow/mlflow-api.ts';
import { graphqlRoute } from './adapters/http/mlflow/pages/graphql.ts';
import { pageCalls } from './adapters/http/mlflow/pages/page-calls.ts';
import { pageRoutes } from './adapters/http/mlflow/pages/static-files.ts';
import { serverCalls, serverRoutes } from './adapters/http/mlflow/server-calls.ts';
import { ModelController } from './adapters/http/model-controller.ts';
import { migrateRegistry } from './adapters/postgres/data-source.ts';
import { ModelHistory } from './adapters/postgres/models/model-history.ts';
import { PgRegistry } from './adapters/postgres/registry-store.ts';
import { modelRoutes } from './model-routes.ts';
import type { RegistrySettings } from './settings.ts';
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
    {
      provide: PgRegistry,
      inject: [REGISTRY_DATABASE],
      useFactory: (database: Database) => new PgRegistry(database),
    },
    {
      provide: ModelHistory,
      inject: [REGISTRY_DATABASE],
      useFactory: (database: Database) => new ModelHistory(database),
    },
    {
      provide: CollectGarbage,
      inject: [REGISTRY_DATABASE, ARTIFACTS, CLOCK],
      useFactory: (database: Database, objects: ObjectStore, clock: WallClock) =>
        new CollectGarbage(database, objects, () => clock.now()),
    },
    MlflowApi,
    {
      provide: MLFLOW_ROUTES,
      inject: [REGISTRY_DATABASE, ARTIFACTS, CLOCK, CONFIG],
      useFactory: (
        database: Database,
        objects: ObjectStore,
        clock: WallClock,
        config: Config<typeof RegistrySettings>,
      ): MlflowRoutes => {
        const models = modelRoutes(database, objects, clock);
        const pages = config.settings.HEADROOM_REGISTRY_UI;
        const calls = [...serverCalls, ...trackingCalls(database, clock), ...models.calls];
        return {
          calls,
          raw: [
            ...serverRoutes,
            ...models.raw,
            graphqlRoute(calls),
            ...pageCalls,
            ...(pages === undefined ? [] : pageRoutes(pages)),
          ],
        };
      },
    },
  ],
  controllers: [ModelController, GarbageController],
  exports: [REGISTRY_DATABASE],
})
export class MlflowModule {}
