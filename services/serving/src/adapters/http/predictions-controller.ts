import { Contributions, EntityId, PredictionMade } from '@headroom/contracts';
import { Route } from '@headroom/service-kit';
import { RedisOnlineStore } from '@headroom/storage';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
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

@Controller('api/v1')
export class PredictionsController {
  readonly #answer: AnswerPredictions;

  readonly #served: ServedModel;
  readonly #online: RedisOnlineStore;

  constructor(
    @Inject(AnswerPredictions) answer: AnswerPredictions,
    @Inject(ServedModel) served: ServedModel,
    @Inject(RedisOnlineStore) online: RedisOnlineStore,
  ) {
    this.#answer = answer;
    this.#served = served;
    this.#online = online;
  }

  @Get('predictions/:service_id')
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
