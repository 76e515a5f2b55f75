import { HOT_ROUTES, LOGGER, type HotRoutes, type Logger } from '@headroom/service-kit';
import { RedisOnlineStore } from '@headroom/storage';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { ServedModel } from '../../domain/served-model.ts';
import { OpenModel } from '../../usecases/open-model.ts';
import { hotInfer, INFER, inferenceRoutes } from './inference/inference-routes.ts';
import { hotInvocations, INVOCATIONS, scoringRoutes } from './invocations/scoring-routes.ts';
import { takeBytes } from './raw-http.ts';

/**
 * The peers' protocols, on bare Fastify routes in scopes of their own: their bodies and errors are not the house's, and
 * the framework's handling of a request would cost more than the scoring.
 */
@Injectable()
export class ProtocolRoutes implements OnModuleInit {
  readonly #host: HttpAdapterHost;
  readonly #served: ServedModel;
  readonly #models: OpenModel;
  readonly #online: RedisOnlineStore;
  readonly #hotRoutes: HotRoutes;
  readonly #logger: Logger;

  constructor(
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
    @Inject(ServedModel) served: ServedModel,
    @Inject(OpenModel) models: OpenModel,
    @Inject(RedisOnlineStore) online: RedisOnlineStore,
    @Inject(HOT_ROUTES) hotRoutes: HotRoutes,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#host = host;
    this.#served = served;
    this.#models = models;
    this.#online = online;
    this.#hotRoutes = hotRoutes;
    this.#logger = logger;
  }

  onModuleInit(): void {
    const [served, models, online] = [this.#served, this.#models, this.#online];
    const inference = { served, models, online };
    this.#hotRoutes.add('POST', INVOCATIONS, hotInvocations(served, this.#logger));
    this.#hotRoutes.add('POST', INFER, hotInfer(inference));
    const fastify = this.#host.httpAdapter.getInstance<FastifyInstance>();
    for (const routes of [scoringRoutes(served), inferenceRoutes(inference)])
      void fastify.register(async (scope) => {
        takeBytes(scope);
        await routes(scope);
      });
  }
}
