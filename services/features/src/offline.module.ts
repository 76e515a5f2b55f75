import { PUBLISHER, type Publisher } from '@headroom/messaging';
import { CONFIG, LOGGER, type Config, type Logger } from '@headroom/service-kit';
import { DATABASE, RedisOnlineStore, type Database, type OnlineStore } from '@headroom/storage';
import {
  Global,
  Inject,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { BackfillsController } from './adapters/http/backfills-controller.ts';
import { HistoricalController } from './adapters/http/historical-controller.ts';
import { PastVectorsController } from './adapters/http/past-vectors-controller.ts';
import { PurgeController } from './adapters/http/purge-controller.ts';
import { StatisticsController } from './adapters/http/statistics-controller.ts';
import { takeTables } from './adapters/http/table-bodies.ts';
import { PostgresBackfills } from './adapters/postgres/postgres-backfills.ts';
import { PostgresClusterStore } from './adapters/postgres/postgres-cluster-store.ts';
import { PostgresEngineHistory } from './adapters/postgres/postgres-engine-history.ts';
import { PostgresNewestMembers } from './adapters/postgres/postgres-newest-members.ts';
import { PostgresPurge } from './adapters/postgres/postgres-purge.ts';
import { PostgresRawStore } from './adapters/postgres/postgres-raw-store.ts';
import { PostgresViewRows } from './adapters/postgres/postgres-view-rows.ts';
import { RowFunctionThread } from './adapters/process/row-function-thread.ts';
import { RedisRowStore } from './adapters/redis/redis-row-store.ts';
import { SourceTables } from './adapters/sources/source-tables.ts';
import { ParquetTables } from './adapters/table/table-parquet.ts';
import { bodyLimit, streamViews, type FeaturesConfig } from './settings.ts';
import { CurrentDefinitions } from './usecases/definitions/current-definitions.ts';
import { BackfillLate } from './usecases/offline/backfill-late.ts';
import { FeatureStatistics } from './usecases/offline/feature-statistics.ts';
import { Materialize } from './usecases/offline/materialize.ts';
import { ReadHistoricalFeatures } from './usecases/offline/read-historical-features.ts';
import { PurgeExpired } from './usecases/offline/purge-expired.ts';
import { ReadPastVector } from './usecases/offline/read-past-vector.ts';
import { RestoreOnline } from './usecases/offline/restore-online.ts';
import { WithBatchSources } from './usecases/offline/with-batch-sources.ts';
import { WatchParity } from './usecases/offline/watch-parity.ts';
import { ReadOnlineFeatures } from './usecases/online/read-online-features.ts';

/** The past: point-in-time joins, and what of it goes back online. */
@Global()
@Module({
  controllers: [
    HistoricalController,
    PastVectorsController,
    BackfillsController,
    StatisticsController,
    PurgeController,
  ],
  providers: [
    { provide: ParquetTables, useFactory: () => new ParquetTables() },
    {
      provide: PostgresViewRows,
      inject: [DATABASE],
      useFactory: (db: Database) => new PostgresViewRows(db),
    },
    {
      provide: SourceTables,
      inject: [CONFIG, DATABASE],
      useFactory: (config: FeaturesConfig, database: Database) => SourceTables.of(config, database),
    },
    {
      provide: WithBatchSources,
      inject: [PostgresViewRows, SourceTables, CurrentDefinitions],
      useFactory: (
        pushed: PostgresViewRows,
        tables: SourceTables,
        definitions: CurrentDefinitions,
      ) => new WithBatchSources(pushed, tables.rows, definitions),
    },
    {
      provide: Materialize,
      inject: [CurrentDefinitions, WithBatchSources, RedisRowStore, RestoreOnline],
      useFactory: (
        definitions: CurrentDefinitions,
        offline: WithBatchSources,
        online: RedisRowStore,
        engine: RestoreOnline,
      ) => new Materialize({ definitions, offline, online, engine }),
    },
    {
      provide: RestoreOnline,
      inject: [DATABASE, PostgresClusterStore, RedisOnlineStore, CONFIG],
      useFactory: (
        db: Database,
        clusters: PostgresClusterStore,
        online: OnlineStore,
        config: FeaturesConfig,
      ) =>
        new RestoreOnline({
          members: new PostgresNewestMembers(db),
          history: new PostgresEngineHistory(db),
          clusters,
          online,
          cadenceMs: config.cadenceMs,
          layout: streamViews(config).layout,
        }),
    },
    {
      provide: FeatureStatistics,
      inject: [CurrentDefinitions, WithBatchSources, DATABASE, CONFIG],
      useFactory: (
        definitions: CurrentDefinitions,
        offline: WithBatchSources,
        db: Database,
        { cadenceMs }: Config,
      ) =>
        new FeatureStatistics({
          definitions,
          offline,
          history: new PostgresEngineHistory(db),
          members: new PostgresNewestMembers(db),
          cadenceMs,
        }),
    },
    {
      provide: WatchParity,
      inject: [PostgresRawStore, RedisOnlineStore, PUBLISHER, CONFIG, LOGGER],
      useFactory: (
        store: PostgresRawStore,
        online: OnlineStore,
        publisher: Publisher,
        config: FeaturesConfig,
        logger: Logger,
      ) =>
        new WatchParity({
          store,
          online,
          publisher,
          cadenceMs: config.cadenceMs,
          layout: streamViews(config).layout,
          share: config.settings.HEADROOM_FEATURES_PARITY_SHARE,
          now: () => performance.now(),
          failed: (err) => {
            logger.warn({ err }, 'a vector could not be computed anew to compare it');
          },
        }),
    },
    {
      provide: ReadPastVector,
      inject: [PostgresRawStore, PostgresClusterStore, CONFIG],
      useFactory: (
        store: PostgresRawStore,
        clusters: PostgresClusterStore,
        config: FeaturesConfig,
      ) =>
        new ReadPastVector({
          store,
          clusters,
          cadenceMs: config.cadenceMs,
          layout: streamViews(config).layout,
        }),
    },
    {
      provide: PurgeExpired,
      inject: [DATABASE],
      useFactory: (db: Database) => new PurgeExpired(new PostgresPurge(db)),
    },
    {
      provide: BackfillLate,
      inject: [DATABASE, PUBLISHER],
      useFactory: (db: Database, publisher: Publisher) =>
        new BackfillLate({ store: new PostgresBackfills(db), publisher }),
    },
    {
      provide: ReadHistoricalFeatures,
      inject: [ReadOnlineFeatures, WithBatchSources, RowFunctionThread, DATABASE, CONFIG],
      useFactory: (
        online: ReadOnlineFeatures,
        offline: WithBatchSources,
        functions: RowFunctionThread,
        db: Database,
        { cadenceMs }: Config,
      ) =>
        new ReadHistoricalFeatures({
          plan: (wanted) => online.plan(wanted),
          offline,
          functions,
          history: new PostgresEngineHistory(db),
          cadenceMs,
        }),
    },
  ],
  exports: [Materialize, WatchParity],
})
export class OfflineModule
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  readonly #adapters: HttpAdapterHost;
  readonly #parquet: ParquetTables;
  readonly #tables: SourceTables;
  readonly #backfills: BackfillLate;
  readonly #parity: WatchParity;
  readonly #bodyLimit: number;
  readonly #logger: Logger;

  constructor(
    @Inject(HttpAdapterHost) adapters: HttpAdapterHost,
    @Inject(ParquetTables) parquet: ParquetTables,
    @Inject(SourceTables) tables: SourceTables,
    @Inject(BackfillLate) backfills: BackfillLate,
    @Inject(WatchParity) parity: WatchParity,
    @Inject(CONFIG) { settings }: FeaturesConfig,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#adapters = adapters;
    this.#parquet = parquet;
    this.#tables = tables;
    this.#backfills = backfills;
    this.#parity = parity;
    this.#bodyLimit = bodyLimit(settings);
    this.#logger = logger;
  }

  onModuleInit(): void {
    takeTables(this.#adapters, this.#bodyLimit);
  }

  onApplicationBootstrap(): void {
    this.#backfills.resume().catch((error: unknown) => {
      this.#logger.error(
        { err: error },
        'a backfill could not be gone on with; the next start tries again',
      );
    });
  }

  /** Before the stores it reads are closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#parity.idle();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.#parquet.close(), this.#tables.close()]);
  }
}
