import { ONLINE_PREFIX } from '@headroom/contracts';
import {
  CLOCK,
  CONFIG,
  HEALTH,
  type Config,
  type HealthChecks,
  type WallClock,
} from '@headroom/service-kit';
import { DATABASE, RedisOnlineStore, type Database, type OnlineStore } from '@headroom/storage';
import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { OnlineController } from './adapters/http/online-controller.ts';
import { OnlineUpdatesController } from './adapters/http/online-updates-controller.ts';
import { PostgresArrivals } from './adapters/postgres/postgres-arrivals.ts';
import { PostgresClusterStore } from './adapters/postgres/postgres-cluster-store.ts';
import { PostgresRawStore } from './adapters/postgres/postgres-raw-store.ts';
import { PostgresViewRows } from './adapters/postgres/postgres-view-rows.ts';
import { RowFunctionThread } from './adapters/process/row-function-thread.ts';
import { RedisRowStore } from './adapters/redis/redis-row-store.ts';
import type { OfflineRows } from './domain/offline/offline-rows.ts';
import type { RowStore } from './domain/online/row-store.ts';
import { streamViews, type FeaturesConfig } from './settings.ts';
import { CurrentDefinitions } from './usecases/definitions/current-definitions.ts';
import { EngineColumns } from './usecases/online/engine-columns.ts';
import { ReadOnlineFeatures } from './usecases/online/read-online-features.ts';
import { WatchOnlineFeatures } from './usecases/online/watch-online-features.ts';
import { PushRows } from './usecases/offline/push-rows.ts';
import { OnlineRows } from './usecases/online-rows.ts';
import { SourceClocks } from './usecases/source-clocks.ts';

/** The online store of all views, and how it is read. */
@Global()
@Module({
  controllers: [OnlineController, OnlineUpdatesController],
  providers: [
    {
      provide: RedisRowStore,
      inject: [CONFIG, HEALTH],
      useFactory: ({ redisUrl }: Config, health: HealthChecks) => {
        const rows = new RedisRowStore(redisUrl, ONLINE_PREFIX);
        health.register('redis-rows', () => rows.ping());
        return rows;
      },
    },
    {
      provide: OnlineRows,
      inject: [RedisOnlineStore, PostgresClusterStore, CONFIG],
      useFactory: (online: OnlineStore, clusters: PostgresClusterStore, config: FeaturesConfig) =>
        new OnlineRows(online, clusters, config.cadenceMs, streamViews(config).layout),
    },
    {
      provide: SourceClocks,
      inject: [PostgresRawStore, PostgresArrivals, CLOCK],
      useFactory: (store: PostgresRawStore, arrivals: PostgresArrivals, clock: WallClock) =>
        new SourceClocks(store, arrivals, () => clock.now()),
    },
    {
      provide: PostgresViewRows,
      inject: [DATABASE],
      useFactory: (db: Database) => new PostgresViewRows(db),
    },
    {
      provide: PushRows,
      inject: [CurrentDefinitions, PostgresViewRows, RedisRowStore, CLOCK],
      useFactory: (
        definitions: CurrentDefinitions,
        offline: OfflineRows,
        online: RowStore,
        clock: WallClock,
      ) => new PushRows({ definitions, offline, online, now: () => clock.now() }),
    },
    {
      provide: RowFunctionThread,
      inject: [CONFIG],
      useFactory: ({ settings }: FeaturesConfig) =>
        new RowFunctionThread({
          limitMs: settings.HEADROOM_FEATURES_FUNCTION_MS,
          memoryMb: settings.HEADROOM_FEATURES_FUNCTION_MB,
        }),
    },
    {
      provide: WatchOnlineFeatures,
      inject: [RedisRowStore, RedisOnlineStore],
      useFactory: (rows: RowStore, engine: OnlineStore) =>
        new WatchOnlineFeatures({ rows, engine }),
    },
    {
      provide: ReadOnlineFeatures,
      inject: [
        CurrentDefinitions,
        RedisRowStore,
        OnlineRows,
        SourceClocks,
        RowFunctionThread,
        CONFIG,
        CLOCK,
      ],
      useFactory: (
        definitions: CurrentDefinitions,
        store: RedisRowStore,
        rows: OnlineRows,
        clocks: SourceClocks,
        functions: RowFunctionThread,
        { cadenceMs, settings }: FeaturesConfig,
        clock: WallClock,
      ) =>
        new ReadOnlineFeatures({
          definitions,
          store,
          engine: new EngineColumns(rows, clocks),
          functions,
          cadenceMs,
          project: settings.HEADROOM_FEATURES_PROJECT,
          now: () => clock.now(),
        }),
    },
  ],
  exports: [
    RedisRowStore,
    PostgresViewRows,
    OnlineRows,
    SourceClocks,
    PushRows,
    ReadOnlineFeatures,
    RowFunctionThread,
  ],
})
export class OnlineModule implements OnApplicationShutdown {
  readonly #rows: RedisRowStore;
  readonly #functions: RowFunctionThread;

  constructor(
    @Inject(RedisRowStore) rows: RedisRowStore,
    @Inject(RowFunctionThread) functions: RowFunctionThread,
  ) {
    this.#rows = rows;
    this.#functions = functions;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.#rows.close(), this.#functions.close()]);
  }
}
