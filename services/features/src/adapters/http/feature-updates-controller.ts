import { EntityId, ONLINE_VIEWS } from '@headroom/contracts';
import { LOGGER, Route, type Logger } from '@headroom/service-kit';
import { RedisOnlineStore, type OnlineStore } from '@headroom/storage';
import { Controller, Inject, Param, Query, Sse } from '@nestjs/common';
import { z } from 'zod';
import { ReadFeatures } from '../../usecases/read-features.ts';
import { featureUpdates } from './feature-updates.ts';

const Service = z.object({ serviceId: EntityId });
const Which = z.object({ feature_service: z.string().default('cloud_optimizer_training') });

@Controller('api/v1/features/:serviceId/updates')
export class FeatureUpdatesController {
  readonly #features: ReadFeatures;
  readonly #online: OnlineStore;
  readonly #logger: Logger;

  constructor(
    @Inject(ReadFeatures) features: ReadFeatures,
    @Inject(RedisOnlineStore) online: OnlineStore,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#features = features;
    this.#online = online;
    this.#logger = logger;
  }

  @Sse()
  @Route({
    summary:
      'Server-sent events `features`: the newest of a service, then each change of its vector',
    params: Service,
    query: Which,
    errors: ['INVALID_REQUEST', 'NOT_FOUND'],
  })
  async updates(
    @Param() { serviceId }: z.output<typeof Service>,
    @Query() { feature_service }: z.output<typeof Which>,
  ) {
    // An unknown feature service is told before the stream begins.
    await this.#features.many([], feature_service);
    return featureUpdates({
      read: () => this.#features.newest(serviceId, feature_service),
      watch: (changed) =>
        this.#online.watch({ view: ONLINE_VIEWS.serviceVector, entity: serviceId }, changed),
      failed: (error) => {
        this.#logger.warn({ err: error }, 'a stream of features waits for its store');
      },
    });
  }
}
