import { CONFIG, HOT_ROUTES, LOGGER, type HotRoutes, type Logger } from '@headroom/service-kit';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { feastHandlers, ONLINE_READ } from './feast-handlers.ts';
import { feastServer, hotHandler } from './feast-server.ts';
import { bodyLimit, type FeaturesConfig } from '../../../settings.ts';
import { CurrentDefinitions } from '../../../usecases/definitions/current-definitions.ts';
import { Materialize } from '../../../usecases/offline/materialize.ts';
import { PushRows } from '../../../usecases/offline/push-rows.ts';
import { ReadOnlineFeatures } from '../../../usecases/online/read-online-features.ts';

/** Feast's feature server in front of the store. */
@Module({})
export class FeastModule implements OnModuleInit {
  readonly #http: HttpAdapterHost<FastifyAdapter>;
  readonly #handlers: ReturnType<typeof feastHandlers>;
  readonly #bodyLimit: number;
  readonly #hotRoutes: HotRoutes;
  readonly #logger: Logger;

  constructor(
    @Inject(HttpAdapterHost) http: HttpAdapterHost<FastifyAdapter>,
    @Inject(CurrentDefinitions) definitions: CurrentDefinitions,
    @Inject(ReadOnlineFeatures) read: ReadOnlineFeatures,
    @Inject(PushRows) push: PushRows,
    @Inject(Materialize) materialize: Materialize,
    @Inject(CONFIG) { settings }: FeaturesConfig,
    @Inject(HOT_ROUTES) hotRoutes: HotRoutes,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#http = http;
    this.#hotRoutes = hotRoutes;
    this.#logger = logger;
    this.#bodyLimit = bodyLimit(settings);
    const project = settings.HEADROOM_FEATURES_PROJECT;
    this.#handlers = feastHandlers({ definitions, read, push, materialize, project, logger });
  }

  onModuleInit(): void {
    const read = hotHandler(ONLINE_READ, this.#handlers[ONLINE_READ], this.#logger);
    this.#hotRoutes.add('POST', ONLINE_READ, read);
    const fastify = this.#http.httpAdapter.getInstance();
    // Not awaited: that would start Fastify before Nest has told it how to render errors.
    void fastify.register(feastServer(this.#handlers, this.#bodyLimit, this.#logger));
  }
}
