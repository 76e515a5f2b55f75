import { TOPICS } from '@headroom/contracts';
import { decodeJson, KafkaBatch, OK, type Delivered, type Outcome } from '@headroom/messaging';
import { CLOCK, LOGGER, type Logger, type WallClock } from '@headroom/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { rollBackChampion } from '../../usecases/models/roll-back-champion.ts';
import { PgRegistry } from '../postgres/registry-store.ts';

/** What became of predictions: a champion that breaks its bound is rolled back. */
@Controller()
export class LiveErrors {
  readonly #store: PgRegistry;
  readonly #clock: WallClock;
  readonly #logger: Logger;

  constructor(
    @Inject(PgRegistry) store: PgRegistry,
    @Inject(CLOCK) clock: WallClock,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#logger = logger;
  }

  @KafkaBatch(TOPICS.modelsLiveError, { group: 'registry', maxBatch: 50 })
  async handle(messages: readonly Delivered[]) {
    const outcomes: Outcome[] = [];
    for (const message of messages) {
      const decoded = decodeJson(TOPICS.modelsLiveError, message);
      outcomes.push(decoded.ok ? OK : decoded.rejection);
      if (!decoded.ok) continue;
      const { data } = decoded;
      if (data.state !== 'breached' || data.service_id !== null) continue;
      const target = await rollBackChampion(this.#store, data, this.#clock.now());
      if (target === null) continue;
      this.#logger.error(
        {
          from: `${data.model_name}/${data.model_version}`,
          to: `${target.name}/${target.version}`,
        },
        'the champion broke its bound and was rolled back',
      );
    }
    return outcomes;
  }
}
