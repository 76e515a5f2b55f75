import { EntityId, PredictionMade } from '@headroom/contracts';
import { Route } from '@headroom/service-kit';
import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { AnswerPredictions } from '../../usecases/answer-predictions.ts';

const Service = z.object({ service_id: EntityId });
const Batch = z.object({ service_ids: z.array(EntityId).min(1).max(1_000) });

const Answer = PredictionMade.extend({
  precomputed: z.boolean(),
  computed_at: z.int(),
  computed_age_ms: z.number(),
  event_age_ms: z.number(),
});
const Refusal = z.object({
  service_id: EntityId,
  error: z.object({ code: z.string(), status: z.int(), detail: z.string() }),
});

@Controller('api/v1')
export class PredictionsController {
  readonly #answer: AnswerPredictions;

  constructor(@Inject(AnswerPredictions) answer: AnswerPredictions) {
    this.#answer = answer;
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

  // A colon of the path itself is written twice.
  @Post('predictions::batch')
  @HttpCode(200)
  @Route({
    summary: 'Predictions of many services, in their order; one that has none says why',
    body: Batch,
    response: z.object({ predictions: z.array(z.union([Answer, Refusal])) }),
    status: 200,
    errors: ['NO_MODEL', 'UNAVAILABLE'],
  })
  async many(@Body() { service_ids }: z.output<typeof Batch>) {
    return { predictions: await this.#answer.many(service_ids) };
  }
}
