import { EntityId, PredictionMade } from '@headroom/contracts';
import { Route } from '@headroom/service-kit';
import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { OpenModel } from '../../usecases/open-model.ts';
import { scoreRecords } from '../../usecases/score-records.ts';

const Model = z.object({ name: z.string(), version: z.string() });
const Features = z.strictObject({
  cadence_ms: z.int().optional(),
  service_id: EntityId.optional(),
  rows: z.array(z.record(z.string(), z.number().nullable())).min(1).max(1_000),
});
const Scored = z.object({
  model_name: z.string(),
  model_version: z.string(),
  model_sha256: z.string(),
  predictions: z.array(
    z.union([
      z.object({ prediction: z.number(), interval: PredictionMade.shape.interval }),
      z.object({ error: z.object({ code: z.string(), detail: z.string() }) }),
    ]),
  ),
});

@Controller('api/v1/models')
export class ScoredFeaturesController {
  readonly #models: OpenModel;

  constructor(@Inject(OpenModel) models: OpenModel) {
    this.#models = models;
  }

  @Post(':name/versions/:version/predictions')
  @HttpCode(200)
  @Route({
    summary:
      'Predictions from features in the request: every column of the signature, null for a missing value, and whose they are if told. The version may be an alias',
    params: Model,
    body: Features,
    response: Scored,
    status: 200,
    errors: ['INVALID_REQUEST', 'CADENCE_MISMATCH', 'NOT_FOUND', 'MODEL_INVALID', 'UNAVAILABLE'],
  })
  async score(
    @Param() { name, version }: z.output<typeof Model>,
    @Body() { cadence_ms, service_id, rows }: z.output<typeof Features>,
  ) {
    const model = await this.#models.open(name, version);
    return {
      model_name: model.name,
      model_version: model.version,
      model_sha256: model.sha256,
      predictions: scoreRecords(model, rows, cadence_ms ?? null, service_id ?? null),
    };
  }
}
