import { describe, expect, it } from 'vitest';
import { fromFeast } from './from-feast.ts';
import type { FeastRegistry, FeastSource, FeastView } from './registry-proto.ts';

const notes = { description: '', tags: {}, owner: '' };
const feature = (name: string, value_type: number) => ({
  name,
  value_type,
  tags: {},
  description: '',
});

const file = (over: Partial<FeastSource> = {}): FeastSource => ({
  type: 1,
  name: 'orders_file',
  project: 'shop',
  ...notes,
  field_mapping: { total_eur: 'total' },
  timestamp_field: 'ts',
  created_timestamp_column: 'made',
  data_source_class_type: 'feast.infra.offline_stores.file_source.FileSource',
  file_options: { uri: 'orders.parquet' },
  ...over,
});

const view = (over: Partial<FeastView> = {}): { spec: FeastView } => ({
  spec: {
    name: 'orders',
    project: 'shop',
    ...notes,
    entities: ['customer'],
    features: [feature('total', 5), feature('items', 14)],
    entity_columns: [feature('customer_id', 4)],
    ttl: { seconds: 86_400, nanos: 0 },
    batch_source: file(),
    online: true,
    ...over,
  },
});

const registry = (over: Partial<FeastRegistry> = {}): FeastRegistry => ({
  entities: [
    {
      spec: { name: 'customer', project: 'shop', ...notes, value_type: 0, join_key: 'customer_id' },
    },
    { spec: { name: '__dummy', project: 'shop', ...notes, value_type: 2, join_key: '__dummy_id' } },
  ],
  feature_views: [view()],
  stream_feature_views: [],
  on_demand_feature_views: [],
  label_views: [],
  feature_services: [],
  data_sources: [file()],
  ...over,
});

describe('a Feast registry', () => {
  it('keeps keys, types, ttl and source', () => {
    const { definitions, leftOut } = fromFeast(registry());
    expect(leftOut).toEqual([]);
    expect(definitions.entities).toEqual([
      { name: 'customer', join_keys: [{ name: 'customer_id', type: 'int64' }], ...notes },
    ]);
    expect(definitions.feature_views).toMatchObject([
      {
        entities: ['customer'],
        schema: [
          { name: 'total', type: 'float64' },
          { name: 'items', type: 'array<int64>' },
        ],
        source: 'orders_file',
        ttl: '1d',
      },
    ]);
    expect(definitions.sources).toMatchObject([
      {
        kind: 'file',
        path: 'orders.parquet',
        timestamp_field: 'ts',
        created_timestamp_column: 'made',
        field_mapping: { total_eur: 'total' },
      },
    ]);
  });

  it('has no ttl where Feast has 0, and no entity where Feast has its stand-in', () => {
    const { definitions } = fromFeast(
      registry({
        feature_views: [view({ ttl: { seconds: 0, nanos: 0 }, entities: ['__dummy'] })],
      }),
    );
    expect(definitions.feature_views).toMatchObject([{ ttl: null, entities: [] }]);
  });

  it('takes the sources that only views name, and what a push source falls back to', () => {
    const push = file({ type: 9, name: 'orders_push', batch_source: file() });
    const { definitions } = fromFeast(
      registry({ data_sources: [], feature_views: [view({ stream_source: push })] }),
    );
    expect(definitions.feature_views).toMatchObject([{ source: 'orders_push' }]);
    expect(definitions.sources).toMatchObject([
      { kind: 'file', name: 'orders_file' },
      { kind: 'push', name: 'orders_push', batch_source: 'orders_file' },
    ]);
  });

  it.each([
    ['{"table":"public.orders"}', 'public.orders'],
    ['{"table":"","query":"select 1"}', '(select 1)'],
  ])('reads a Postgres source of %s', (configuration, table) => {
    const source = file({
      type: 6,
      data_source_class_type: 'feast.postgres_source.PostgreSQLSource',
      custom_options: { configuration: Buffer.from(configuration) },
    });
    const { definitions } = fromFeast(
      registry({ data_sources: [], feature_views: [view({ batch_source: source })] }),
    );
    expect(definitions.sources).toMatchObject([{ kind: 'postgres', table }]);
  });

  it('names what it leaves out, and why', () => {
    const udf = { user_defined_function: { name: 'ratio' } };
    const projection = (name: string) => ({
      feature_view_name: name,
      feature_view_name_alias: '',
      feature_columns: [feature('total', 5)],
      join_key_map: {},
    });
    const { definitions, leftOut } = fromFeast(
      registry({
        feature_views: [
          view({ feature_transformation: udf }),
          view({ name: 'settings', features: [feature('all', 20)] }),
          view({ name: 'warehouse', batch_source: file({ type: 2, name: 'bq' }) }),
        ],
        on_demand_feature_views: [
          { spec: { name: 'ratios', project: 'shop', feature_transformation: udf } },
        ],
        feature_services: [
          {
            spec: {
              name: 'model',
              project: 'shop',
              ...notes,
              features: [projection('orders'), projection('ratios')],
            },
          },
          { spec: { name: 'only', project: 'shop', ...notes, features: [projection('ratios')] } },
        ],
      }),
    );
    expect(leftOut.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
      'orders: the transformation of a feature view (Python function ratio)',
      'settings: a feature view: all have types that are not supported',
      'ratios: an on-demand view (Python function ratio); write its function in TypeScript and apply it',
      'bq: a source that is not read here; push the rows of its views',
      'model: a feature service without ratios, left out too',
      'only: a feature service without ratios, left out too',
    ]);
    expect(definitions.feature_views.map(({ name }) => name)).toEqual(['orders', 'warehouse']);
    expect(definitions.sources).toContainEqual({ kind: 'push', name: 'bq', ...notes });
    expect(definitions.feature_services).toMatchObject([
      { name: 'model', features: [{ view: 'orders', features: ['total'] }] },
    ]);
  });

  it('keeps what it can of a view, and names features and label views that it cannot', () => {
    const features = [feature('total', 5), feature('profile', 34), feature('settings', 20)];
    const whole = {
      feature_view_name: 'orders',
      feature_view_name_alias: '',
      feature_columns: features,
      join_key_map: {},
    };
    const { definitions, leftOut } = fromFeast(
      registry({
        feature_views: [view({ features })],
        label_views: [{ spec: { name: 'verdicts', project: 'shop' } }],
        feature_services: [
          { spec: { name: 'model', project: 'shop', ...notes, features: [whole] } },
        ],
      }),
    );
    expect(leftOut.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
      'orders: features of a view: profile, settings have types that are not supported',
      'verdicts: a label view; define a feature view and push to it',
      'model: a feature service without orders:profile, left out too',
      'model: a feature service without orders:settings, left out too',
    ]);
    expect(definitions.feature_views[0]?.schema.map(({ name }) => name)).toEqual(['total']);
    expect(definitions.feature_services).toMatchObject([
      { name: 'model', features: [{ view: 'orders', features: ['total'] }] },
    ]);
  });
});
