import { TOPICS } from '@headroom/contracts';
import { MessagingModule, PUBLISHER, TaskModule, type Publisher } from '@headroom/messaging';
import { CLOCK, CONFIG, type WallClock } from '@headroom/service-kit';
import {
  LEASE_MIGRATIONS,
  LEASES,
  PostgresModule,
  RedisOnlineStore,
  type OnlineStore,
} from '@headroom/storage';
import { Module, type DynamicModule } from '@nestjs/common';
import { FeatureUpdatesController } from './adapters/http/feature-updates-controller.ts';
import { FeaturesController } from './adapters/http/features-controller.ts';
import { ByClusterRecords } from './adapters/kafka/by-cluster-records.ts';
import { ValidatedRecords } from './adapters/kafka/validated-records.ts';
import { DEFINITION_MIGRATIONS } from './adapters/postgres/definition-migrations.ts';
import { FEATURES_MIGRATIONS } from './adapters/postgres/migrations.ts';
import { PostgresArrivals } from './adapters/postgres/postgres-arrivals.ts';
import { PostgresClusterStore } from './adapters/postgres/postgres-cluster-store.ts';
import { PostgresRawStore } from './adapters/postgres/postgres-raw-store.ts';
import { ChildSnapshotRunner } from './adapters/process/child-snapshot-runner.ts';
import { DefinitionsModule } from './definitions.module.ts';
import { FeastModule } from './adapters/http/feast/feast.module.ts';
import { OfflineModule } from './offline.module.ts';
import { OnlineModule } from './online.module.ts';
import { streamViews, type FeaturesConfig } from './settings.ts';
import { StoreModule } from './store.module.ts';
import { ComputeFeatures } from './usecases/compute-features.ts';
import { EngineerFeatures } from './usecases/engineer-features.ts';
import { ExportDataset } from './usecases/export-dataset.ts';
import { WatchParity } from './usecases/offline/watch-parity.ts';
import { OnlineRows } from './usecases/online-rows.ts';
import { ReadFeatures } from './usecases/read-features.ts';
import { SourceClocks } from './usecases/source-clocks.ts';
import { VersionClusters } from './usecases/version-clusters.ts';

@Module({
  imports: [
    MessagingModule,
    PostgresModule.with({
      features: FEATURES_MIGRATIONS,
      definitions: DEFINITION_MIGRATIONS,
      leases: LEASE_MIGRATIONS,
    }),
    DefinitionsModule,
    StoreModule,
    OnlineModule,
    OfflineModule,
    FeastModule,
  ],
  controllers: [ValidatedRecords, ByClusterRecords, FeaturesController, FeatureUpdatesController],
  providers: [
    {
      provide: ComputeFeatures,
      inject: [PostgresRawStore, RedisOnlineStore, PUBLISHER, CONFIG, CLOCK, WatchParity],
      useFactory: (
        store: PostgresRawStore,
        online: OnlineStore,
        publisher: Publisher,
        config: FeaturesConfig,
        clock: WallClock,
        parity: WatchParity,
      ) =>
        new ComputeFeatures({
          store,
          online,
          publisher,
          cadenceMs: config.cadenceMs,
          views: streamViews(config),
          seriesInMemory: config.settings.HEADROOM_FEATURES_SERIES,
          now: () => clock.now(),
          published: parity.published,
        }),
    },
    {
      provide: ReadFeatures,
      inject: [OnlineRows, SourceClocks, CONFIG],
      useFactory: (rows: OnlineRows, clocks: SourceClocks, { cadenceMs }: FeaturesConfig) =>
        new ReadFeatures(rows, clocks, cadenceMs),
    },
    {
      provide: VersionClusters,
      inject: [PostgresClusterStore, RedisOnlineStore, PUBLISHER, CONFIG],
      useFactory: (
        clusters: PostgresClusterStore,
        online: OnlineStore,
        publisher: Publisher,
        { cadenceMs }: FeaturesConfig,
      ) => new VersionClusters({ clusters, online, publisher, cadenceMs }),
    },
  ],
})
export class AppModule {
  /** @param snapshotProgram path of the bundled child program */
  static with(snapshotProgram: string): DynamicModule {
    return { module: AppModule, imports: [tasks(snapshotProgram)] };
  }
}

const tasks = (snapshotProgram: string): DynamicModule =>
  TaskModule.register({
    service: 'features',
    topic: TOPICS.commandsFeatures,
    leases: LEASES,
    inject: [PostgresRawStore, PostgresArrivals, CONFIG],
    handlers: (store: PostgresRawStore, arrivals: PostgresArrivals, config: FeaturesConfig) => {
      const { cadenceMs, objectRoot, postgresUrl, settings } = config;
      const runner = new ChildSnapshotRunner(snapshotProgram, {
        cadenceMs,
        objectRoot,
        postgresUrl,
      });
      const patienceMs = settings.HEADROOM_FEATURES_PATIENCE * 1000;
      const engineer = new EngineerFeatures({ store, arrivals, runner, cadenceMs, patienceMs });
      const exporter = new ExportDataset(runner);
      return {
        engineer_features: (call) => engineer.run(call),
        generate_data: (call) => exporter.run(call),
      };
    },
  });
