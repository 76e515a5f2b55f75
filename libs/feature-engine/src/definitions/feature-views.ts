import type { MetricName, MetricShort } from '../metrics.ts';
import { METRICS, METRIC_INDEX } from '../metrics.ts';
import { LAG_COUNT, ROLLING_STATISTICS, ROLLING_WINDOWS } from './windows.ts';

/** A feature and the metrics it is made of: a metric that a data set lacks takes its features out of the signature. */
export interface FeatureDefinition {
  readonly name: string;
  readonly metrics: readonly MetricName[];
}

export type FeatureViewName =
  | 'workload_features'
  | 'temporal_features'
  | 'rolling_features'
  | 'lag_features'
  | 'cluster_features'
  | 'interaction_features';

/** Where a view's values come from: the stored service vector, a cluster window, or a computation at read time. */
export type FeatureSource = 'vector' | 'cluster' | 'on_demand';

export interface FeatureView {
  readonly name: FeatureViewName;
  readonly entity: 'service_id' | 'cluster_id';
  readonly source: FeatureSource;
  readonly features: readonly FeatureDefinition[];
}

/** Pairs of the ratios `{a}_per_{b}` = a / (b + RATIO_EPSILON). */
export const RATIO_PAIRS = [
  ['cpu', 'mem'],
  ['net', 'disk'],
  ['lat', 'req'],
  ['cpu', 'req'],
  ['mem', 'req'],
  ['net', 'req'],
  ['cpu', 'inst'],
  ['req', 'inst'],
] as const satisfies readonly (readonly [MetricShort, MetricShort])[];

export const RATIO_EPSILON = 1e-9;

/** Pairs of the products `{a}_x_{b}`: every pair of metrics, a before b. */
export const PRODUCT_PAIRS: readonly (readonly [MetricShort, MetricShort])[] = METRICS.flatMap(
  (a, i) => METRICS.slice(i + 1).map((b) => [a.short, b.short] as const),
);

export const TEMPORAL_NAMES = [
  'hour_sin',
  'hour_cos',
  'dow_sin',
  'dow_cos',
  'dom_sin',
  'dom_cos',
  'month_sin',
  'month_cos',
  'is_weekend',
  'is_business_hours',
] as const;

const nameOf = (short: MetricShort): MetricName => METRICS[METRIC_INDEX[short]].name;

const define = (name: string, ...shorts: MetricShort[]): FeatureDefinition => ({
  name,
  metrics: shorts.map(nameOf),
});

export const FEATURE_VIEWS: readonly FeatureView[] = [
  {
    name: 'workload_features',
    entity: 'service_id',
    source: 'vector',
    features: METRICS.map(({ name, short }) => define(name, short)),
  },
  {
    name: 'temporal_features',
    entity: 'service_id',
    source: 'vector',
    features: TEMPORAL_NAMES.map((name) => define(name)),
  },
  {
    name: 'rolling_features',
    entity: 'service_id',
    source: 'vector',
    features: METRICS.flatMap(({ short }) =>
      ROLLING_WINDOWS.flatMap((window) =>
        ROLLING_STATISTICS.map((s) => define(`${short}_roll_${window.name}_${s}`, short)),
      ),
    ),
  },
  {
    name: 'lag_features',
    entity: 'service_id',
    source: 'vector',
    features: METRICS.flatMap(({ short }) =>
      Array.from({ length: LAG_COUNT }, (_, i) => define(`${short}_lag_${i + 1}`, short)),
    ),
  },
  {
    name: 'cluster_features',
    entity: 'cluster_id',
    source: 'cluster',
    features: [
      define('cluster_cpu_mean', 'cpu'),
      define('cluster_cpu_max', 'cpu'),
      define('cluster_mem_mean', 'mem'),
      define('cluster_req_sum', 'req'),
      define('cluster_service_count'),
    ],
  },
  {
    name: 'interaction_features',
    entity: 'service_id',
    source: 'on_demand',
    features: [
      ...PRODUCT_PAIRS.map(([a, b]) => define(`${a}_x_${b}`, a, b)),
      ...RATIO_PAIRS.map(([a, b]) => define(`${a}_per_${b}`, a, b)),
      define('cluster_req_share', 'req'),
    ],
  },
];
