import type { EngineStore } from '@headroom/feature-definitions';
import type { MetricName } from '../metrics.ts';
import { METRICS } from '../metrics.ts';
import { BUILT_IN, type BuiltInField, type BuiltInViewName } from './built-in.ts';

/** A feature and the metrics it is made of: a metric that a data set lacks takes its features out of the signature. */
export interface FeatureDefinition {
  readonly name: string;
  readonly metrics: readonly MetricName[];
}

export type FeatureViewName = BuiltInViewName;

/** Where a view's values come from: the stored service vector, a cluster window, or a computation at read time. */
export type FeatureSource = EngineStore | 'on_demand';

export interface FeatureView {
  readonly name: FeatureViewName;
  readonly entity: 'service_id' | 'cluster_id';
  readonly source: FeatureSource;
  readonly features: readonly FeatureDefinition[];
}

const isMetric = (column: string): column is MetricName =>
  METRICS.some(({ name }) => name === column);

const featuresOf = (schema: readonly BuiltInField[]): FeatureDefinition[] =>
  schema.map(({ name, columns }) => ({ name, metrics: columns.filter(isMetric) }));

/** The built-in views as the engine sees them. */
export const FEATURE_VIEWS: readonly FeatureView[] = [
  ...BUILT_IN.feature_views.map(({ name, engine, schema }): FeatureView => ({
    name,
    entity: engine === 'cluster' ? 'cluster_id' : 'service_id',
    source: engine,
    features: featuresOf(schema),
  })),
  ...BUILT_IN.on_demand_views.map(({ name, schema }): FeatureView => ({
    name,
    entity: 'service_id',
    source: 'on_demand',
    features: featuresOf(schema),
  })),
];
