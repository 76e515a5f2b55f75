import type {
  Definitions,
  EngineStore,
  FeatureService,
  FeatureView,
  Field,
  OnDemandFeatureView,
} from '@headroom/feature-definitions';
import type { MetricName, MetricShort } from '../metrics.ts';
import { METRIC_INDEX, METRICS } from '../metrics.ts';
import { PRODUCT_PAIRS, RATIO_PAIRS } from './interaction-pairs.ts';
import { INTERACTION_SOURCE } from './interaction-source.ts';
import { TEMPORAL_NAMES } from './temporal-names.ts';
import { LAG_COUNT, ROLLING_STATISTICS, ROLLING_WINDOWS } from './windows.ts';

const OWNER = 'headroom';

const nameOf = (short: MetricShort): MetricName => METRICS[METRIC_INDEX[short]].name;

/** Names the metrics it is made of, none where it is the time alone. */
export type BuiltInField = Field & { readonly columns: readonly string[] };

const field = (name: string, ...shorts: MetricShort[]): BuiltInField => ({
  name,
  type: 'float64',
  columns: shorts.map(nameOf),
});

/** A view that the engine computes from the stream of workload records. */
const view = <N extends string>(
  name: N,
  engine: EngineStore,
  description: string,
  schema: BuiltInField[],
): FeatureView & {
  readonly name: N;
  readonly engine: EngineStore;
  readonly schema: BuiltInField[];
} => ({
  name,
  entities: [engine === 'cluster' ? 'cluster' : 'service'],
  schema,
  source: 'workload_records',
  // A cluster window comes a delay later than the bucket of a service.
  ttl: engine === 'cluster' ? '6C' : '3C',
  ttl_clock: 'event',
  online: true,
  engine,
  description,
  owner: OWNER,
  tags: {},
});

const entity = (name: string, description: string): Definitions['entities'][number] => ({
  name,
  join_keys: [{ name: `${name}_id`, type: 'string' }],
  description,
  owner: OWNER,
  tags: {},
});

const service = (
  name: string,
  description: string,
  views: readonly BuiltInViewName[],
): FeatureService => ({
  name,
  features: views.map((one) => ({ view: one })),
  description,
  owner: OWNER,
  tags: {},
});

const feature_views = [
  view(
    'workload_features',
    'vector',
    'The metrics of the bucket.',
    METRICS.map(({ name, short }) => field(name, short)),
  ),
  view(
    'temporal_features',
    'vector',
    "The calendar of the bucket's end, in UTC.",
    TEMPORAL_NAMES.map((name) => ({ name, type: 'float64', columns: [] })),
  ),
  view(
    'rolling_features',
    'vector',
    'Statistics of each metric over the last 6 hours, 24 hours and 7 days.',
    METRICS.flatMap(({ short }) =>
      ROLLING_WINDOWS.flatMap((window) =>
        ROLLING_STATISTICS.map((s) => field(`${short}_roll_${window.name}_${s}`, short)),
      ),
    ),
  ),
  view(
    'lag_features',
    'vector',
    'Each metric 1 to 24 buckets ago.',
    METRICS.flatMap(({ short }) =>
      Array.from({ length: LAG_COUNT }, (_, i) => field(`${short}_lag_${i + 1}`, short)),
    ),
  ),
  view('cluster_features', 'cluster', "The cluster's services in one window of time.", [
    field('cluster_cpu_mean', 'cpu'),
    field('cluster_cpu_max', 'cpu'),
    field('cluster_mem_mean', 'mem'),
    field('cluster_req_sum', 'req'),
    field('cluster_service_count'),
  ]),
] as const;

const interactions = {
  name: 'interaction_features',
  inputs: [
    { view: 'workload_features' },
    { view: 'cluster_features', features: ['cluster_req_sum'] },
  ],
  request: [],
  schema: [
    ...PRODUCT_PAIRS.map(([a, b]) => field(`${a}_x_${b}`, a, b)),
    ...RATIO_PAIRS.map(([a, b]) => field(`${a}_per_${b}`, a, b)),
    field('cluster_req_share', 'req'),
  ],
  ...INTERACTION_SOURCE,
  engine: 'interactions',
  description: "Products and ratios of metrics, and the service's share of its cluster's requests.",
  owner: OWNER,
  tags: {},
} as const satisfies OnDemandFeatureView;

export type BuiltInViewName = (typeof feature_views)[number]['name'] | typeof interactions.name;

/** The 348 features: the one place where they are defined. Every list of views, columns or services is made from it. */
export const BUILT_IN = {
  entities: [
    entity('service', 'A service whose workload is measured.'),
    entity('cluster', 'Services that run side by side.'),
  ],
  sources: [
    {
      kind: 'stream',
      name: 'workload_records',
      topic: 'workload.validated.v1',
      timestamp_field: 'timestamp',
      field_mapping: {},
      description: 'Workload records that passed validation.',
      owner: OWNER,
      tags: {},
    },
  ],
  feature_views,
  on_demand_views: [interactions],
  feature_services: [
    service('cloud_optimizer_training', 'Every feature: what the models are trained on.', [
      ...feature_views.map(({ name }) => name),
      interactions.name,
    ]),
    service('cloud_optimizer_inference', 'What needs no window longer than a day.', [
      'workload_features',
      'temporal_features',
      'lag_features',
      'interaction_features',
    ]),
  ],
} as const satisfies Definitions;
