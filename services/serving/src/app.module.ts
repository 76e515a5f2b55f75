import { MessagingModule, PUBLISHER, type Publisher } from '@headroom/messaging';
import {
  CLOCK,
  CONFIG,
  LOGGER,
  type Config,
  type Logger,
  type WallClock,
} from '@headroom/service-kit';
import { Module } from '@nestjs/common';
import { PostgresModule, RedisOnlineStore } from '@headroom/storage';
import { KeptPredictionsController } from './adapters/http/kept-predictions-controller.ts';
import { ModelController } from './adapters/http/model-controller.ts';
import { PredictionsController } from './adapters/http/predictions-controller.ts';
import { RecommendationsController } from './adapters/http/recommendations-controller.ts';
import { ProtocolRoutes } from './adapters/http/protocol-routes.ts';
import { ScoredFeaturesController } from './adapters/http/scored-features-controller.ts';
import { ComputedVectors } from './adapters/kafka/computed-vectors.ts';
import { ModelEvents } from './adapters/kafka/model-events.ts';
import { SERVING_MIGRATIONS } from './adapters/postgres/migrations.ts';
import { PostgresRecommendationStore } from './adapters/postgres/postgres-recommendation-store.ts';
import { PostgresPredictionStore } from './adapters/postgres/postgres-prediction-store.ts';
import { SHADOW_STORE } from './adapters/tokens.ts';
import { CHAMPION } from './domain/champion-history.ts';
import { ModelCatalog } from './domain/model-catalog.ts';
import { ServedModel } from './domain/served-model.ts';
import { ShadowModule } from './shadow.module.ts';
import { recommendRules, type ServingConfig } from './settings.ts';
import { LOAD_MODEL, StoresModule, type LoadModel } from './stores.module.ts';
import { AnswerPredictions } from './usecases/answer-predictions.ts';
import { AnswerRecommendations } from './usecases/answer-recommendations.ts';
import { ExplainPrediction } from './usecases/explain-prediction.ts';
import { FollowChampion } from './usecases/follow-champion.ts';
import { OpenModel } from './usecases/open-model.ts';
import { PredictStream } from './usecases/predict-stream.ts';
import { tellRefused } from './usecases/tell-refused.ts';
import { rescoreServices } from './usecases/rescore-services.ts';

@Module({
  imports: [
    MessagingModule,
    PostgresModule.with({ serving: SERVING_MIGRATIONS }),
    StoresModule,
    ShadowModule,
  ],
  controllers: [
    ComputedVectors,
    PredictionsController,
    RecommendationsController,
    ModelController,
    ScoredFeaturesController,
    KeptPredictionsController,
  ],
  providers: [
    ModelEvents,
    ProtocolRoutes,
    { provide: ModelCatalog, useFactory: () => new ModelCatalog() },
    {
      provide: OpenModel,
      inject: [ServedModel, ModelCatalog, LOAD_MODEL],
      useFactory: (served: ServedModel, catalog: ModelCatalog, load: LoadModel) =>
        new OpenModel({ served, catalog, load }),
    },
    {
      provide: PredictStream,
      inject: [
        ServedModel,
        PostgresPredictionStore,
        PostgresRecommendationStore,
        RedisOnlineStore,
        PUBLISHER,
        CONFIG,
        CLOCK,
      ],
      useFactory: (
        served: ServedModel,
        store: PostgresPredictionStore,
        recommendations: PostgresRecommendationStore,
        online: RedisOnlineStore,
        publisher: Publisher,
        config: ServingConfig,
        clock: WallClock,
      ) =>
        new PredictStream({
          served,
          store,
          recommendations,
          online,
          publisher,
          cadenceMs: config.cadenceMs,
          scaling: recommendRules(config),
          now: () => clock.now(),
        }),
    },
    {
      provide: AnswerRecommendations,
      inject: [RedisOnlineStore],
      useFactory: (online: RedisOnlineStore) => new AnswerRecommendations(online),
    },
    {
      provide: AnswerPredictions,
      inject: [ServedModel, RedisOnlineStore, CLOCK],
      useFactory: (served: ServedModel, online: RedisOnlineStore, clock: WallClock) =>
        new AnswerPredictions({ served, online, now: () => clock.now() }),
    },
    {
      provide: ExplainPrediction,
      inject: [PostgresPredictionStore, SHADOW_STORE, OpenModel, CONFIG],
      useFactory: (
        store: PostgresPredictionStore,
        shadow: PostgresPredictionStore,
        models: OpenModel,
        { cadenceMs }: Config,
      ) =>
        new ExplainPrediction({
          store,
          shadow,
          models,
          cadenceMs,
        }),
    },
    {
      provide: FollowChampion,
      inject: [
        ServedModel,
        ModelCatalog,
        LOAD_MODEL,
        PostgresPredictionStore,
        RedisOnlineStore,
        PUBLISHER,
        CLOCK,
        LOGGER,
      ],
      useFactory: (
        served: ServedModel,
        catalog: ModelCatalog,
        load: LoadModel,
        store: PostgresPredictionStore,
        online: RedisOnlineStore,
        publisher: Publisher,
        clock: WallClock,
        logger: Logger,
      ) =>
        new FollowChampion({
          alias: CHAMPION,
          served,
          catalog,
          load,
          rescore: (model, cause, context) =>
            rescoreServices(model, cause, context, { store, online, publisher }, () => clock.now()),
          onSwap: (model) =>
            logger.info(
              { model: model?.name ?? null, version: model?.version ?? null },
              model === null ? 'no model serves any more' : 'model serves',
            ),
          onRefused: tellRefused(served, publisher),
          onBroken: ({ name, version }, error) =>
            logger.error({ err: error, model: name, version }, 'the champion cannot be served'),
        }),
    },
  ],
})
export class AppModule {}
