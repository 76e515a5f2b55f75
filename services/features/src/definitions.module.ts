import { BUILT_IN } from '@headroom/feature-engine';
import { LOGGER, type Logger } from '@headroom/service-kit';
import { DATABASE, type Database, type Subscription } from '@headroom/storage';
import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DefinitionsController } from './adapters/http/definitions-controller.ts';
import { PostgresDefinitions } from './adapters/postgres/postgres-definitions.ts';
import { ChangeDefinitions } from './usecases/definitions/change-definitions.ts';
import { CurrentDefinitions } from './usecases/definitions/current-definitions.ts';
import { ReadDefinitions } from './usecases/definitions/read-definitions.ts';

const WATCH = Symbol('headroom.features.watch');

/** The registry of definitions. Whoever works by them injects `CurrentDefinitions`. */
@Global()
@Module({
  controllers: [DefinitionsController],
  providers: [
    {
      provide: PostgresDefinitions,
      inject: [DATABASE],
      useFactory: (db: Database) => new PostgresDefinitions(db),
    },
    {
      provide: CurrentDefinitions,
      inject: [PostgresDefinitions],
      useFactory: async (store: PostgresDefinitions) => {
        const current = new CurrentDefinitions(store, BUILT_IN);
        await current.boot();
        return current;
      },
    },
    {
      provide: ReadDefinitions,
      inject: [PostgresDefinitions],
      useFactory: (store: PostgresDefinitions) => new ReadDefinitions(store),
    },
    {
      provide: ChangeDefinitions,
      inject: [PostgresDefinitions, CurrentDefinitions],
      useFactory: (store: PostgresDefinitions, current: CurrentDefinitions) =>
        new ChangeDefinitions(store, BUILT_IN, current),
    },
    {
      provide: WATCH,
      inject: [PostgresDefinitions, CurrentDefinitions, LOGGER],
      useFactory: (store: PostgresDefinitions, current: CurrentDefinitions, logger: Logger) =>
        store.watch(() => {
          // Told again when the connection is back: what is known stays in force until then.
          current.refresh().catch((error: unknown) => {
            logger.warn({ err: error }, 'the changed feature definitions could not be read');
          });
        }),
    },
  ],
  exports: [CurrentDefinitions],
})
export class DefinitionsModule implements OnApplicationShutdown {
  readonly #watch: Subscription;

  constructor(@Inject(WATCH) watch: Subscription) {
    this.#watch = watch;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#watch.close();
  }
}
