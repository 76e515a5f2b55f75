import { randomUUID } from 'node:crypto';
import { HeadroomError, TOPICS } from '@headroom/contracts';
import { MESSAGE_BUS, type Consumer, type KafkaBus } from '@headroom/messaging';
import { HEALTH, type HealthChecks } from '@headroom/service-kit';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ServedModel } from '../../domain/served-model.ts';
import { FollowChampion } from '../../usecases/follow-champion.ts';

/**
 * Every process hears every event, from the first one on: it has a consumer group of its own, which the broker forgets
 * after the process is gone. Starts before the consumers of vectors, which wait for it.
 */
@Injectable()
export class ModelEvents implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #bus: KafkaBus;
  readonly #follow: FollowChampion;
  #consumer: Consumer | undefined;

  constructor(
    @Inject(MESSAGE_BUS) bus: KafkaBus,
    @Inject(FollowChampion) follow: FollowChampion,
    @Inject(ServedModel) served: ServedModel,
    @Inject(HEALTH) health: HealthChecks,
  ) {
    this.#bus = bus;
    this.#follow = follow;
    health.register('models', () => {
      const reason = this.#consumer?.health().reason ?? null;
      if (reason !== null) throw new HeadroomError('UNAVAILABLE', reason);
      if (!served.isSettled) throw new HeadroomError('UNAVAILABLE', 'the models are being read');
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    const topic = TOPICS.modelsChanges;
    const group = `serving-${randomUUID()}`;
    // A group that has read nothing lags by all there is: one partition from offset 0 on, kept for good.
    this.#follow.replayTo(await this.#bus.admin.lag(topic, group));
    this.#consumer = this.#bus.subscribe({ topic, group, handler: this.#follow.handle });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#consumer?.stop();
  }
}
