import { TOPICS } from '@headroom/contracts';
import {
  KafkaBatch,
  type BatchContext,
  type BatchHandler,
  type Delivered,
} from '@headroom/messaging';
import { CLOCK, LOGGER, type Logger, type WallClock } from '@headroom/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { hearLiveErrors } from '../../usecases/models/hear-live-errors.ts';
import { PgRegistry } from '../postgres/registry-store.ts';

@Controller()
export class LiveErrors {
  readonly #hear: BatchHandler;

  constructor(
    @Inject(PgRegistry) store: PgRegistry,
    @Inject(CLOCK) clock: WallClock,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#hear = hearLiveErrors({
      store,
      now: () => clock.now(),
      onRollback: (from, to) =>
        logger.error({ from, to }, 'the champion broke its bound and was rolled back'),
    });
  }

  @KafkaBatch(TOPICS.modelsLiveError, { group: 'registry', maxBatch: 50 })
  async handle(messages: readonly Delivered[], context: BatchContext) {
    return this.#hear(messages, context);
  }
}
