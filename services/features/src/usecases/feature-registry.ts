import {
  definitionHash,
  FEATURE_SERVICES,
  FEATURE_VIEWS,
  resolveFeatureService,
} from '@headroom/feature-engine';
import { z } from 'zod';
import { ttlMs } from '../domain/feature-status.ts';

export const FeatureViews = z.object({
  cadence_ms: z.int(),
  definition_hash: z.string(),
  feature_views: z.array(
    z.object({
      name: z.string(),
      entity: z.string(),
      /** Where its values come from: the stored vector, a cluster window, or a computation at read time. */
      source: z.enum(['vector', 'cluster', 'on_demand']),
      ttl_ms: z.int(),
      features: z.array(z.object({ name: z.string(), metrics: z.array(z.string()) })),
    }),
  ),
});

export const featureViews = (cadenceMs: number): z.infer<typeof FeatureViews> => ({
  cadence_ms: cadenceMs,
  definition_hash: definitionHash(cadenceMs),
  feature_views: FEATURE_VIEWS.map(({ name, entity, source, features }) => ({
    name,
    entity,
    source,
    ttl_ms: ttlMs(name, cadenceMs),
    features: features.map((feature) => ({ name: feature.name, metrics: [...feature.metrics] })),
  })),
});

export const FeatureServices = z.object({
  feature_services: z.array(
    z.object({
      name: z.string(),
      views: z.array(z.string()),
      /** Features of other views that its on-demand features are computed from. */
      dependencies: z.array(z.string()),
      features: z.array(z.string()),
      /** Columns of every model's signature that belong to no view. */
      extra: z.array(z.string()),
    }),
  ),
});

export const featureServices = (): z.infer<typeof FeatureServices> => ({
  feature_services: FEATURE_SERVICES.map(({ name, views, dependencies }) => {
    const { features, signature } = resolveFeatureService(name);
    return {
      name,
      views: [...views],
      dependencies: [...dependencies],
      features: features.map((feature) => feature.name),
      extra: signature.slice(features.length).map((column) => column.name),
    };
  }),
});
