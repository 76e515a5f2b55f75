import { fromOutboxRow, PUBLISHER, type Publisher } from '@headroom/messaging';
import { LOGGER, type createLogger } from '@headroom/service-kit';
import { DATABASE, OutboxRelay, type Database } from '@headroom/storage';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { OUTBOX } from '../kafka/outbox-events.ts';

/** Publishes the commands and replies that committed transactions left. */
@Injectable()
export class Outbox implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #relay: OutboxRelay;

  constructor(
    @Inject(DATABASE) db: Database,
    @Inject(PUBLISHER) publisher: Publisher,
    @Inject(LOGGER) logger: ReturnType<typeof createLogger>,
  ) {
    this.#relay = new OutboxRelay({
      db,
      outbox: OUTBOX,
      publish: (rows) => publisher.publish(rows.map(fromOutboxRow)),
      onError: (error) => logger.error({ err: error }, 'publishing from the outbox failed'),
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#relay.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#relay.close();
  }
}
