import { setTimeout as delay } from 'node:timers/promises';
import { HeadroomError, TOPICS } from '@headroom/contracts';
import { MessagingModule, PUBLISHER, TaskModule, type Publisher } from '@headroom/messaging';
import { CONFIG, LOGGER, type Config, type Logger } from '@headroom/service-kit';
import {
  DATABASE,
  FilesModule,
  LEASE_MIGRATIONS,
  LEASES,
  OBJECTS,
  ParquetFiles,
  PostgresModule,
  type Database,
  type ObjectStore,
} from '@headroom/storage';
import {
  Inject,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ParquetSink } from './adapters/files/parquet-sink.ts';
import { GenerationController } from './adapters/http/generation-controller.ts';
import { GENERATION_MIGRATIONS } from './adapters/postgres/migrations.ts';
import { PgProcessStore } from './adapters/postgres/process-store.ts';
import { DEFAULT_CONFIG } from './domain/config.ts';
import { GenerateBatch } from './usecases/generate-batch.ts';
import { RunLive, type Pause } from './usecases/run-live.ts';

const pause: Pause = (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined);

@Module({
  providers: [
    {
      provide: GenerateBatch,
      inject: [PUBLISHER, OBJECTS, ParquetFiles, DATABASE],
      useFactory: (
        publisher: Publisher,
        objects: ObjectStore,
        parquet: ParquetFiles,
        database: Database,
      ) =>
        new GenerateBatch(
          publisher,
          new ParquetSink(objects, parquet),
          new PgProcessStore(database),
        ),
    },
  ],
  exports: [GenerateBatch],
})
class GenerationCore {}

@Module({
  imports: [
    MessagingModule,
    FilesModule,
    PostgresModule.with({ leases: LEASE_MIGRATIONS, generation: GENERATION_MIGRATIONS }),
    GenerationCore,
    TaskModule.register({
      service: 'generation',
      topic: TOPICS.commandsGeneration,
      leases: LEASES,
      imports: [GenerationCore],
      inject: [GenerateBatch, CONFIG],
      handlers: (batch: GenerateBatch, config: Config) => ({
        generate_data: async ({ inputs }) => {
          if (inputs.source !== 'generate') {
            throw new HeadroomError(
              'INVALID_REQUEST',
              'source: the store is exported by the feature store, not generated; send `generate`',
            );
          }
          const dataset = await batch.execute(
            {
              ...DEFAULT_CONFIG,
              seed: inputs.seed,
              services: inputs.n_services,
              cadenceMs: config.cadenceMs,
              start: Date.parse(inputs.start_date),
            },
            inputs.n_records,
          );
          return { dataset };
        },
      }),
    }),
  ],
  controllers: [GenerationController],
  providers: [
    {
      provide: RunLive,
      inject: [PUBLISHER, DATABASE, CONFIG, LOGGER],
      useFactory: (publisher: Publisher, database: Database, config: Config, logger: Logger) =>
        new RunLive({
          publisher,
          store: new PgProcessStore(database),
          pause,
          cadenceMs: config.cadenceMs,
          onError: (error) => logger.error({ err: error }, 'live mode: a bucket was not published'),
        }),
    },
  ],
})
export class AppModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #live: RunLive;

  constructor(@Inject(RunLive) live: RunLive) {
    this.#live = live;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#live.resume();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#live.halt();
  }
}
