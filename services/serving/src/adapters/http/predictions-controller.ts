import { Contributions, EntityId, PredictionMade } from '@headroom/contracts';
import { HOT_ROUTES, hotJson, Route, type HotRoutes } from '@headroom/service-kit';
import { RedisOnlineStore } from '@headroom/storage';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  type OnModuleInit,
} from '@nestjs/common';
import { z } from 'zod';
import { ServedModel } from '../../domain/served-model.ts';
import { AnswerPredictions } from '../../usecases/answer-predictions.ts';
import { explainService } from '../../usecases/explain-service.ts';
import { Refusal, ServiceIds } from './many-services.ts';
import { Top } from './top.ts';

const Service = z.object({ service_id: EntityId });

const Answer = PredictionMade.extend({
  precomputed: z.boolean(),
  computed_at: z.int(),
  computed_age_ms: z.number(),
  event_age_ms: z.number(),
});

const Explained = PredictionMade.extend(Contributions.shape);

/** As the framework writes it. */
const JSON_TYPE = 'application/json; charset=utf-8';
const API = 'api/v1';
const ONE = 'predictions/:service_id';

@Controller(API)
export class PredictionsController implements OnModuleInit {
  readonly #answer: AnswerPredictions;
  readonly #served: ServedModel;
  readonly #online: RedisOnlineStore;
  readonly #hotRoutes: HotRoutes;

  constructor(
    @Inject(AnswerPredictions) answer: AnswerPredictions,
    @Inject(ServedModel) served: ServedModel,
    @Inject(RedisOnlineStore) online: RedisOnlineStore,
    @Inject(HOT_ROUTES) hotRoutes: HotRoutes,
  ) {
    this.#answer = answer;
    this.#served = served;
    this.#online = online;
    this.#hotRoutes = hotRoutes;
  }

  onModuleInit(): void {
    this.#hotRoutes.add('GET', `/${API}/${ONE}`, async ({ parameter }) =>
      hotJson(200, JSON.stringify(await this.#answer.one(parameter)), JSON_TYPE),
    );
  }

  @Get(ONE)
  @Route({
    summary: 'Mean cpu utilisation that is predicted for the hour after the newest bucket',
    params: Service,
    response: Answer,
    errors: ['NOT_FOUND', 'WARMING_UP', 'NO_LEVEL', 'NO_MODEL', 'UNAVAILABLE'],
  })
  async one(@Param() { service_id }: z.output<typeof Service>) {
    return this.#answer.one(service_id);
  }

  @Get('predictions/:service_id/explanation')
  @Route({
    summary:
      'What moved the prediction from the newest bucket: Shapley values in cpu, the greatest first; base, contributions and other add up to it',
    params: Service,
    query: Top,
    response: Explained,
    errors: ['NOT_FOUND', 'WARMING_UP', 'NO_LEVEL', 'CONFLICT', 'NO_MODEL', 'UNAVAILABLE'],
  })
  async explanation(
    @Param() { service_id }: z.output<typeof Service>,
    @Query() { top }: z.output<typeof Top>,
  ) {
    return explainService(this.#served.required(), service_id, top, this.#online);
  }

  // A colon of the path itself is written twice.
  @Post('predictions::batch')
  @HttpCode(200)
  @Route({
    summary: 'Predictions of many services, in their order; one that has none says why',
    body: ServiceIds,
    response: z.object({ predictions: z.array(z.union([Answer, Refusal])) }),
    status: 200,
    errors: ['NO_MODEL', 'UNAVAILABLE'],
  })
  async many(@Body() { service_ids }: z.output<typeof ServiceIds>) {
    return { predictions: await this.#answer.many(service_ids) };
  }
}
