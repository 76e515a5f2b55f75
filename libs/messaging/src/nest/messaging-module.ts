import { TOPICS } from '@headroom/contracts';
import { CONFIG, LOGGER, type Config, type Logger } from '@headroom/service-kit';
import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { createKafkaBus } from '../kafka/bus.ts';
import type { MessageBus } from '../port.ts';
import { MESSAGE_BUS, PUBLISHER } from './tokens.ts';

/** The service's bus on HEADROOM_KAFKA_BROKERS, every declared topic made: MESSAGE_BUS and, for most, PUBLISHER. */
@Global()
@Module({
  providers: [
    {
      provide: MESSAGE_BUS,
      inject: [CONFIG, LOGGER],
      useFactory: async (config: Config, logger: Logger) => {
        const bus = createKafkaBus({
          brokers: config.kafkaBrokers,
          clientId: `headroom-${config.service}`,
          namespace: config.topicPrefix,
          logger,
        });
        await bus.admin.ensureTopics(Object.values(TOPICS));
        return bus;
      },
    },
    { provide: PUBLISHER, inject: [MESSAGE_BUS], useFactory: (bus: MessageBus) => bus.publisher },
  ],
  exports: [MESSAGE_BUS, PUBLISHER],
})
export class MessagingModule implements OnApplicationShutdown {
  readonly #bus: MessageBus;

  constructor(@Inject(MESSAGE_BUS) bus: MessageBus) {
    this.#bus = bus;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#bus.close();
  }
}
