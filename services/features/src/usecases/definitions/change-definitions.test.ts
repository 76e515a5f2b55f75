import { problemsOf, type Definitions } from '@headroom/feature-definitions';
import { BUILT_IN } from '@headroom/feature-engine';
import { expect, it } from 'vitest';
import { MemoryDefinitionStore } from '../../domain/memory-definition-store.ts';
import { shop, SHOP } from '../../testing/sample-definitions.ts';
import { ChangeDefinitions } from './change-definitions.ts';
import { CurrentDefinitions } from './current-definitions.ts';
import { ReadDefinitions } from './read-definitions.ts';

async function registry(store = new MemoryDefinitionStore()) {
  const current = new CurrentDefinitions(store, BUILT_IN);
  await current.boot();
  const change = new ChangeDefinitions(store, BUILT_IN, current);
  const apply = (definitions: Definitions, options: { force?: boolean; prune?: boolean } = {}) =>
    change.apply({ definitions, author: 'ann', force: false, prune: false, ...options });
  return { store, current, change, apply, read: new ReadDefinitions(store) };
}

const orders = (schema: Record<string, string>) =>
  shop({
    feature_views: [
      { name: 'orders', entities: ['customer'], schema, source: 'orders_push', ttl: '1d' },
    ],
  });

it('boots with the built-in definitions, and again without a new set', async () => {
  const { store, current } = await registry();
  expect(current.current()).toMatchObject({
    version: 1,
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(current.current().set.view('rolling_features')?.schema).toHaveLength(96);
  const again = await registry(store);
  expect(again.current.current().version).toBe(1);
  expect(again.current.current().hash).toBe(current.current().hash);
});

it('plans without doing, then applies and tells', async () => {
  const { current, change, apply } = await registry();
  const heard: number[] = [];
  current.subscribe((state) => heard.push(state.version));
  const plan = await change.plan({ definitions: shop(), prune: false });
  expect(plan.changes.map(({ kind, name, change: what }) => `${what} ${kind} ${name}`)).toEqual([
    'create entities customer',
    'create sources orders_push',
    'create feature_views orders',
    'create on_demand_views order_ratios',
    'create feature_services shop',
  ]);
  expect(current.current().version).toBe(1);

  expect((await apply(shop())).set_version).toBe(2);
  const { set, version, versionOf } = current.current();
  expect([version, ...heard]).toEqual([2, 2]);
  expect(versionOf('feature_views', 'orders')).toBe(1);
  expect(versionOf('feature_views', 'nothing')).toBe(0);
  const view = set.view('orders');
  expect(view && set.joinKeys(view)).toEqual([{ name: 'customer_id', type: 'int64' }]);
  expect(set.viewsOfSource('orders_push').map(({ name }) => name)).toEqual(['orders']);
});

it('changes nothing when nothing is new', async () => {
  const { apply, read } = await registry();
  await apply(shop());
  const again = await apply(shop());
  expect(again).toEqual({ set_version: 2, changes: [] });
  expect((await read.versions({ name: 'orders' })).map(({ version }) => version)).toEqual([1]);
});

it('keeps what another document defined, unless it prunes', async () => {
  const { current, apply } = await registry();
  await apply(shop());
  const other = shop({ feature_views: [], on_demand_views: [], feature_services: [] });
  expect((await apply(other)).changes).toEqual([]);
  const pruned = await apply(other, { prune: true });
  expect(pruned.changes.map(({ change, name }) => `${change} ${name}`)).toEqual([
    'delete orders',
    'delete order_ratios',
    'delete shop',
  ]);
  expect(current.current().set.view('orders')).toBeUndefined();
  expect(current.current().set.view('lag_features')).toBeDefined();
});

it('refuses by name what stored rows or readers are not compatible with, unless forced', async () => {
  const { current, apply, read } = await registry();
  await apply(shop());
  const changed = orders({ total: 'string', items: 'int64', extra: 'bool' });
  await expect(apply(changed)).rejects.toMatchObject({
    code: 'CONFLICT',
    details: {
      incompatible: [
        'feature_views.orders: the feature total changes its type from float64 to string',
      ],
    },
  });
  expect(current.current().version).toBe(2);
  await apply(changed, { force: true });
  expect(current.current().versionOf('feature_views', 'orders')).toBe(2);
  const { from, to, differences } = await read.diff({ name: 'orders' });
  expect([from, to]).toEqual([1, 2]);
  expect(differences).toContainEqual({
    path: 'schema.total.type',
    before: 'float64',
    after: 'string',
  });
});

it.each([
  [{ join_keys: { customer_no: 'int64' } }, ['customer_id is removed', 'customer_no is added']],
  [{ join_keys: { customer_id: 'string' } }, ['customer_id changes its type from int64 to string']],
])('refuses other join keys: %j', async (entity, expected) => {
  const { apply } = await registry();
  await apply(shop());
  const changed = shop({ entities: [{ name: 'customer', ...entity }] });
  for (const text of expected) {
    await expect(apply(changed)).rejects.toThrow(`entities.customer: the join key ${text}`);
  }
});

it('takes a new feature, a new ttl and new notes', async () => {
  const { apply } = await registry();
  await apply(shop());
  await apply(
    shop({
      feature_views: [
        {
          name: 'orders',
          entities: ['customer'],
          schema: { total: 'float64', items: { type: 'int64', columns: ['lines'] }, new: 'bool' },
          source: 'orders_push',
          ttl: '2d',
          owner: 'ann',
        },
      ],
    }),
  );
});

it.each([
  [shop({ entities: [] }), 'feature_views.orders.entities: there is no customer'],
  [
    shop({
      on_demand_views: [{ name: 'x', inputs: ['orders'], schema: { a: 'bool' }, compute: '(' }],
    }),
    'on_demand_views.x.compute does not compile',
  ],
  [
    shop({
      on_demand_views: [
        {
          name: 'x',
          inputs: ['orders'],
          schema: { a: 'bool' },
          compute: '() => ({ a: LIMIT > 1 })',
        },
      ],
      feature_services: [],
    }),
    'on_demand_views.x.compute: LIMIT is not defined; it sees its argument and the language alone',
  ],
  [
    shop({
      on_demand_views: [
        { name: 'x', inputs: ['orders'], schema: { a: 'bool' }, compute: '() => { for (;;); }' },
      ],
      feature_services: [],
    }),
    'on_demand_views.x.compute does not return within 200 ms',
  ],
  [
    shop({ sources: [...(SHOP.sources ?? []), { kind: 'push', name: 'orders_push' }] }),
    'sources: orders_push is defined twice; keep one',
  ],
  [
    shop({ entities: [{ name: 'service', join_keys: { service_id: 'int64' } }] }),
    'entities: service is built in; choose another name',
  ],
])('refuses what is not in order (%#)', async (definitions, message) => {
  const { apply } = await registry();
  await expect(apply(definitions)).rejects.toMatchObject({
    code: 'INVALID_DATA',
    message: expect.stringContaining(message),
  });
});

it('takes an entity that is built in with the same key as that one', async () => {
  const { apply } = await registry();
  const { changes } = await apply(
    shop({
      entities: [
        ...(SHOP.entities ?? []),
        { name: 'service', join_keys: { service_id: 'string' }, description: 'Ours.' },
      ],
    }),
  );
  expect(changes.map(({ name }) => name)).not.toContain('service');
});

it("puts a newer program's definitions in force and keeps the users'", async () => {
  const { store, apply } = await registry();
  await apply(shop());
  const newer = new CurrentDefinitions(store, {
    ...BUILT_IN,
    feature_services: [{ ...BUILT_IN.feature_services[0], description: 'Told better.' }],
  });
  await newer.boot();
  const state = newer.current();
  expect(state.version).toBe(3);
  expect(state.versionOf('feature_services', 'cloud_optimizer_training')).toBe(2);
  expect(state.versionOf('feature_views', 'orders')).toBe(1);
  expect(state.set.featureService('cloud_optimizer_inference')).toBeUndefined();
  expect(problemsOf(state.set.definitions)).toEqual([]);
});

it('tells which definition is meant', async () => {
  const { apply, read } = await registry();
  await apply(shop({ feature_services: [{ name: 'orders', features: ['orders'] }] }));
  await expect(read.describe({ name: 'orders' })).rejects.toThrow(
    'orders is in feature_services, feature_views; give the kind you mean',
  );
  const described = await read.describe({ name: 'orders', kind: 'feature_services' });
  expect(described.definition).toMatchObject({ features: [{ view: 'orders' }] });
  await expect(read.describe({ name: 'order' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(read.describe({ name: 'orders', kind: 'feature_views' }, 7)).rejects.toThrow(
    'orders has no version 7; it has 1 to 1',
  );
});
