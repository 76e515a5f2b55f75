import { ExplainedPrediction, KeptPrediction, PastVector } from '@headroom/contracts';
import { Route } from '@headroom/service-kit';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { ExplainPrediction } from '../../usecases/explain-prediction.ts';
import { Top } from './top.ts';

const Id = z.object({ prediction_id: z.string().regex(/^[0-9a-f]{32}$/, 'is 32 of 0-9 a-f') });

@Controller('api/v1/kept-predictions')
export class KeptPredictionsController {
  readonly #explain: ExplainPrediction;

  constructor(@Inject(ExplainPrediction) explain: ExplainPrediction) {
    this.#explain = explain;
  }

  @Get(':prediction_id')
  @Route({
    summary: 'A prediction of the past by its id, as it was first made',
    params: Id,
    response: KeptPrediction,
    errors: ['INVALID_REQUEST', 'NOT_FOUND', 'UNAVAILABLE'],
  })
  async one(@Param() { prediction_id }: z.output<typeof Id>) {
    return this.#explain.find(prediction_id);
  }

  @Post(':prediction_id/explanation')
  @HttpCode(200)
  @Route({
    summary:
      "Recomputes a prediction of the past with the version that made it, from its inputs as the feature store's /api/v1/features/{service_id}/past computes them anew, and compares",
    params: Id,
    query: Top,
    body: PastVector,
    response: ExplainedPrediction,
    status: 200,
    errors: ['INVALID_REQUEST', 'NOT_FOUND', 'CONFLICT', 'MODEL_INVALID', 'UNAVAILABLE'],
  })
  async explanation(
    @Param() { prediction_id }: z.output<typeof Id>,
    @Query() { top }: z.output<typeof Top>,
    @Body() past: PastVector,
  ) {
    return this.#explain.explain(prediction_id, past, top);
  }
}
