import { Definitions } from '@headroom/feature-definitions';
import { expect, it } from 'vitest';
import { toFeast } from './to-feast.ts';

const DEFINITIONS = Definitions.parse({
  entities: [
    { name: 'customer', join_keys: { customer_id: 'int64' } },
    { name: 'pair', join_keys: { left_id: 'string', right_id: 'bytes' } },
  ],
  sources: [
    { kind: 'push', name: 'pushed', batch_source: 'table' },
    { kind: 'postgres', name: 'table', table: '(select "a")', timestamp_field: 'ts' },
  ],
  feature_views: [
    {
      name: 'orders',
      entities: ['customer', 'pair'],
      schema: { total: 'float64', 'a.b': { type: 'array<int32>', description: 'Says "it"' } },
      source: 'pushed',
      ttl: '3C',
    },
  ],
  on_demand_views: [
    {
      name: 'twice',
      inputs: [{ view: 'orders', features: ['total'] }],
      request: { factor: 'float32' },
      schema: { more: 'float64' },
      compute: '(row) => ({ more: row.total * row.factor })',
      python: 'def twice(row):\n    return {"more": row["total"] * row["factor"]}\n',
    },
    {
      name: 'javascript',
      inputs: ['orders'],
      schema: { x: 'float64' },
      compute: '(row) => ({ x: row.total })',
    },
  ],
  feature_services: [
    { name: 'model', features: [{ view: 'orders', alias: 'o' }, 'twice', 'javascript'] },
  ],
});

// What genuine Feast makes of it is checked in the peers tier.
it('is a module of definitions in an order that Python can read', () => {
  const { definitionsPy, leftOut } = toFeast(DEFINITIONS, {
    cadenceMs: 300_000,
    kafkaBrokers: '127.0.0.1:19092',
  });
  expect(leftOut).toEqual([
    {
      name: 'javascript',
      reason: 'an on-demand view whose function is JavaScript alone; give its `python` too',
    },
    { name: 'model', reason: 'a feature service without javascript, left out too' },
  ]);
  expect(definitionsPy.slice(definitionsPy.indexOf('entity_customer'))).toMatchInlineSnapshot(`
    "entity_customer = Entity(
        name="customer",
        join_keys=["customer_id"],
        value_type=ValueType.INT64,
    )

    entity_pair_left_id = Entity(
        name="pair_left_id",
        join_keys=["left_id"],
        value_type=ValueType.STRING,
    )

    entity_pair_right_id = Entity(
        name="pair_right_id",
        join_keys=["right_id"],
        value_type=ValueType.BYTES,
    )

    source_table = PostgreSQLSource(
        name="table",
        timestamp_field="ts",
        query="select \\"a\\"",
    )

    source_pushed = PushSource(
        name="pushed",
        batch_source=source_table,
    )

    view_orders = FeatureView(
        name="orders",
        entities=[entity_customer, entity_pair_left_id, entity_pair_right_id],
        ttl=timedelta(milliseconds=900000),
        schema=[
            Field(name="total", dtype=Float64),
            Field(name="a.b", dtype=Array(Int32), description="Says \\"it\\""),
        ],
        source=source_pushed,
    )

    request_twice = RequestSource(
        name="twice_request",
        schema=[
            Field(name="factor", dtype=Float32),
        ],
    )


    @on_demand_feature_view(
        name="twice",
        sources=[view_orders[["total"]], request_twice],
        schema=[
            Field(name="more", dtype=Float64),
        ],
        mode="python",
        singleton=True,
    )
    def twice(row):
        return {"more": row["total"] * row["factor"]}


    view_twice = twice

    service_model = FeatureService(
        name="model",
        features=[
            view_orders.with_name("o"),
            view_twice,
        ],
    )
    "
  `);
});
