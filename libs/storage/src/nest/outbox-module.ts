import { LOGGER, type Logger } from '@headroom/service-kit';
import {
  Inject,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type InjectionToken,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { OutboxRelay, type OutboxRelayOptions } from '../outbox/outbox-relay.ts';
import type { Database } from '../postgres/sql.ts';
import { DATABASE } from './postgres-module.ts';

export interface OutboxSource<T> {
  /** As given to `enqueue`. */
  readonly outbox: string;
  /** Token of what publishes: this library knows no Kafka. */
  readonly publisher: InjectionToken<T>;
  readonly publish: (
    publisher: T,
    ...args: Parameters<OutboxRelayOptions['publish']>
  ) => Promise<void>;
}

/** Publishes what committed transactions left in an outbox, from the service's start to its shutdown. */
@Module({})
export class OutboxModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #relay: OutboxRelay;

  constructor(@Inject(OutboxRelay) relay: OutboxRelay) {
    this.#relay = relay;
  }

  static with<T>({ outbox, publisher, publish }: OutboxSource<T>): DynamicModule {
    return {
      module: OutboxModule,
      providers: [
        {
          provide: OutboxRelay,
          inject: [DATABASE, publisher, LOGGER],
          useFactory: (db: Database, through: T, logger: Logger) =>
            new OutboxRelay({
              db,
              outbox,
              publish: (rows) => publish(through, rows),
              onError: (error) => logger.error({ err: error }, 'publishing from the outbox failed'),
            }),
        },
      ],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#relay.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#relay.close();
  }
}
