import { CONFIG, type Config } from '@headroom/service-kit';
import { DATABASE, type Database } from '@headroom/storage';
import { Module } from '@nestjs/common';
import { MLFLOW_ROUTES, MlflowApi, type MlflowRoutes } from './adapters/http/mlflow/mlflow-api.ts';
import { serverCalls, serverRoutes } from './adapters/http/mlflow/server-calls.ts';
import { migrateRegistry } from './adapters/postgres/data-source.ts';

/** The service's database with the registry's own tables in their newest state. */
export const REGISTRY_DATABASE = Symbol('registry.database');

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
    MlflowApi,
    {
      provide: MLFLOW_ROUTES,
      inject: [REGISTRY_DATABASE],
      useFactory: (): MlflowRoutes => ({
        calls: [...serverCalls],
        raw: [...serverRoutes],
      }),
    },
  ],
  exports: [REGISTRY_DATABASE],
})
export class MlflowModule {}
