import { EntityId } from '@headroom/contracts';
import { CONFIG, Route, type Config } from '@headroom/service-kit';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { FeatureAnswer } from '../../usecases/feature-answer.ts';
import {
  FeatureServices,
  featureServices,
  FeatureViews,
  featureViews,
} from '../../usecases/feature-registry.ts';
import { ReadFeatures } from '../../usecases/read-features.ts';

const featureService = z.string().default('cloud_optimizer_training');
const Service = z.object({ serviceId: EntityId });
const Which = z.object({ feature_service: featureService });
const Batch = z.object({
  service_ids: z.array(EntityId).min(1).max(1_000),
  feature_service: featureService,
});
const BatchAnswer = z.object({ results: z.array(FeatureAnswer) });

@Controller('api/v1')
export class FeaturesController {
  readonly #features: ReadFeatures;
  readonly #config: Config;

  constructor(@Inject(ReadFeatures) features: ReadFeatures, @Inject(CONFIG) config: Config) {
    this.#features = features;
    this.#config = config;
  }

  @Get('features/:serviceId')
  @Route({
    summary: 'Newest features of a service, by feature view',
    params: Service,
    query: Which,
    response: FeatureAnswer,
    errors: ['INVALID_REQUEST', 'NOT_FOUND', 'UNAVAILABLE'],
  })
  async one(
    @Param() { serviceId }: z.output<typeof Service>,
    @Query() { feature_service }: z.output<typeof Which>,
  ) {
    return this.#features.one(serviceId, feature_service);
  }

  // The double colon is a literal one in the router's language.
  @Post('features::batch')
  @HttpCode(200)
  @Route({
    summary: 'Newest features of many services, in their order',
    body: Batch,
    response: BatchAnswer,
    status: 200,
    errors: ['INVALID_REQUEST', 'NOT_FOUND', 'UNAVAILABLE'],
  })
  async batch(@Body() { service_ids, feature_service }: z.output<typeof Batch>) {
    return { results: await this.#features.many(service_ids, feature_service) };
  }

  @Get('feature-views')
  @Route({ summary: 'Feature views and their features', response: FeatureViews })
  views() {
    return featureViews(this.#config.cadenceMs);
  }

  @Get('feature-services')
  @Route({ summary: 'Feature services and their features', response: FeatureServices })
  services() {
    return featureServices();
  }
}
