import { MessagingModule, PUBLISHER, type Publisher } from '@headroom/messaging';
import {
  CLOCK,
  CONFIG,
  LOGGER,
  type Config,
  type Logger,
  type WallClock,
} from '@headroom/service-kit';
import { DATABASE, RedisOnlineStore, type Database } from '@headroom/storage';
import { Module } from '@nestjs/common';
import { ChallengerEvents } from './adapters/kafka/challenger-events.ts';
import { PostgresPredictionStore } from './adapters/postgres/postgres-prediction-store.ts';
import { CHALLENGER_MODEL, FOLLOW_CHALLENGER, SHADOW_STORE } from './adapters/tokens.ts';
import { CHALLENGER } from './domain/champion-history.ts';
import { ServedModel } from './domain/served-model.ts';
import { LOAD_MODEL, StoresModule, type LoadModel } from './stores.module.ts';
import { FollowChampion } from './usecases/follow-champion.ts';
import { ShadowStream } from './usecases/shadow/shadow-stream.ts';

/** Scores with the challenger what the champion answers, for comparison alone. */
@Module({
  imports: [MessagingModule, StoresModule],
  providers: [
    ChallengerEvents,
    { provide: CHALLENGER_MODEL, useFactory: () => new ServedModel() },
    {
      provide: SHADOW_STORE,
      inject: [DATABASE],
      useFactory: (db: Database) => new PostgresPredictionStore(db, 'serving.shadow_prediction'),
    },
    {
      provide: FOLLOW_CHALLENGER,
      inject: [CHALLENGER_MODEL, LOAD_MODEL, LOGGER],
      useFactory: (challenger: ServedModel, load: LoadModel, logger: Logger) =>
        new FollowChampion({
          alias: CHALLENGER,
          served: challenger,
          load,
          onSwap: (model) =>
            logger.info(
              { model: model?.name ?? null, version: model?.version ?? null },
              model === null ? 'nothing scores in shadow any more' : 'model scores in shadow',
            ),
          onBroken: ({ name, version }, error) =>
            logger.warn({ err: error, model: name, version }, 'the challenger cannot be scored'),
        }),
    },
    {
      provide: ShadowStream,
      inject: [
        ServedModel,
        CHALLENGER_MODEL,
        SHADOW_STORE,
        RedisOnlineStore,
        PUBLISHER,
        CONFIG,
        CLOCK,
      ],
      useFactory: (
        served: ServedModel,
        challenger: ServedModel,
        store: PostgresPredictionStore,
        online: RedisOnlineStore,
        publisher: Publisher,
        { cadenceMs }: Config,
        clock: WallClock,
      ) =>
        new ShadowStream({
          ...{ served, challenger, store, online, publisher, cadenceMs },
          now: () => clock.now(),
        }),
    },
  ],
  exports: [SHADOW_STORE],
})
export class ShadowModule {}
