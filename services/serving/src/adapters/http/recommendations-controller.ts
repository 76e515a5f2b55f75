import { EntityId, RecommendationMade } from '@headroom/contracts';
import { Route } from '@headroom/service-kit';
import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { AnswerRecommendations } from '../../usecases/answer-recommendations.ts';
import { Refusal, ServiceIds } from './many-services.ts';

const Service = z.object({ service_id: EntityId });
const Answer = z.object({
  service_id: EntityId,
  final: RecommendationMade.nullable(),
  provisional: RecommendationMade.nullable(),
});

@Controller('api/v1')
export class RecommendationsController {
  readonly #answer: AnswerRecommendations;

  constructor(@Inject(AnswerRecommendations) answer: AnswerRecommendations) {
    this.#answer = answer;
  }

  @Get('recommendations/:service_id')
  @Route({
    summary:
      'Instances for the next hour: final of the newest closed bucket, provisional of one that may still change',
    params: Service,
    response: Answer,
    errors: ['NOT_FOUND', 'UNAVAILABLE'],
  })
  async one(@Param() { service_id }: z.output<typeof Service>) {
    return this.#answer.one(service_id);
  }

  // A colon of the path itself is written twice.
  @Post('recommendations::batch')
  @HttpCode(200)
  @Route({
    summary: 'Recommendations of many services, in their order; one that has none says why',
    body: ServiceIds,
    response: z.object({ recommendations: z.array(z.union([Answer, Refusal])) }),
    status: 200,
    errors: ['UNAVAILABLE'],
  })
  async many(@Body() { service_ids }: z.output<typeof ServiceIds>) {
    return { recommendations: await this.#answer.many(service_ids) };
  }
}
