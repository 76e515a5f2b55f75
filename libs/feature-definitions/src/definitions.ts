import { z } from 'zod';
import { Entity } from './entity.ts';
import { FeatureService } from './feature-service.ts';
import { FeatureView } from './feature-view.ts';
import { OnDemandFeatureView } from './on-demand-view.ts';
import { Source } from './source.ts';

/** A set of definitions as it is written: in a YAML file, in a request, by `defineFeatures`. */
export const Definitions = z.strictObject({
  entities: z.array(Entity).default([]),
  sources: z.array(Source).default([]),
  feature_views: z.array(FeatureView).default([]),
  on_demand_views: z.array(OnDemandFeatureView).default([]),
  feature_services: z.array(FeatureService).default([]),
});

export interface Definitions {
  readonly entities: readonly Entity[];
  readonly sources: readonly Source[];
  readonly feature_views: readonly FeatureView[];
  readonly on_demand_views: readonly OnDemandFeatureView[];
  readonly feature_services: readonly FeatureService[];
}

export const DEFINITION_KINDS = [
  'entities',
  'sources',
  'feature_views',
  'on_demand_views',
  'feature_services',
] as const satisfies readonly (keyof Definitions)[];
export type DefinitionKind = (typeof DEFINITION_KINDS)[number];

export type Definition = Definitions[DefinitionKind][number];
