import { DefinitionSet, Definitions } from '@headroom/feature-definitions';
import { beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { answerJson } from '../../adapters/http/feast/answer-json.ts';
import type { DefinitionsState } from '../../domain/definitions-in-force.ts';
import { MemoryRowStore } from '../../domain/online/memory-row-store.ts';
import { parseRows, type DataFrame } from '../../domain/online/parse-rows.ts';
import { rowsView } from '../../domain/online/view-rows.ts';
import { IN_THIS_THREAD } from '../../testing/row-functions-here.ts';
import { ReadOnlineFeatures } from './read-online-features.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const SHOP: z.input<typeof Definitions> = {
  entities: [
    { name: 'customer', join_keys: { customer_id: 'int64' } },
    { name: 'store', join_keys: { country: 'string', number: 'int32' } },
  ],
  sources: [{ kind: 'push', name: 'push' }],
  feature_views: [
    {
      name: 'orders',
      entities: ['customer'],
      schema: { total: 'float64', items: 'int64', note: 'string' },
      source: 'push',
      ttl: '1h',
    },
    { name: 'visits', entities: ['customer'], schema: { total: 'int32' }, source: 'push' },
    {
      name: 'stock',
      entities: ['store'],
      schema: { shelves: 'array<int64>' },
      source: 'push',
      ttl: '1h',
      ttl_clock: 'event',
    },
    { name: 'season', entities: [], schema: { rate: 'float32' }, source: 'push' },
  ],
  on_demand_views: [
    {
      name: 'prices',
      inputs: [{ view: 'orders', features: ['total', 'items'] }],
      request: { discount: 'float64' },
      schema: { mean: 'float64', many: 'bool' },
      compute: `({ total, items, discount }) => {
        if (discount < 0) throw new TypeError('no such discount');
        return { mean: total === null ? null : (total - discount) / Number(items), many: items > 5n };
      }`,
    },
  ],
  feature_services: [
    { name: 'all', features: [{ view: 'visits', alias: 'seen' }, 'orders', 'season'] },
    {
      name: 'mapped',
      features: [{ view: 'visits', join_key_map: { customer_id: 'referrer' } }],
    },
  ],
};

const stateOf = (document: z.input<typeof Definitions>, version = 1): DefinitionsState => ({
  version,
  hash: String(version),
  set: new DefinitionSet(Definitions.parse(document)),
  versionOf: (_kind, name) => (name === 'visits' ? 3 : 1),
});

describe('reading online features', () => {
  let state: DefinitionsState;
  let change: (state: DefinitionsState) => void;
  let store: MemoryRowStore;
  let read: ReadOnlineFeatures;
  let trips: number;

  beforeEach(() => {
    state = stateOf(SHOP);
    trips = 0;
    store = new MemoryRowStore();
    const read_ = store.read.bind(store);
    store.read = (keys) => {
      trips += 1;
      return read_(keys);
    };
    read = new ReadOnlineFeatures({
      definitions: {
        current: () => state,
        subscribe: (listener) => {
          change = (next) => {
            state = next;
            listener(next);
          };
          return () => undefined;
        },
      },
      store,
      engine: { columns: async () => [] },
      functions: IN_THIS_THREAD,
      cadenceMs: 300_000,
      project: 'shop',
      now: () => NOW,
    });
  });

  async function write(name: string, frame: DataFrame, time = '2026-01-01T11:30:00Z') {
    const view = state.set.view(name);
    if (view === undefined) throw new Error(name);
    const rows = Object.values(frame)[0]?.length ?? 0;
    const ofView = rowsView(state.set, view);
    const times = new Array<string>(rows).fill(time);
    await store.write({
      view: ofView,
      rows: parseRows(ofView, { ...frame, event_timestamp: times }),
    });
  }

  async function ask(
    features: string | string[],
    entities: Record<string, unknown[]>,
    { fullNames = false, withVersions = false } = {},
  ) {
    const plan = read.plan({
      featureService: typeof features === 'string' ? features : null,
      features: typeof features === 'string' ? [] : features,
      fullNames,
    });
    const { results, metadata } = JSON.parse(
      answerJson(plan, await read.read(plan, entities), withVersions),
    ) as {
      results: { values: unknown[]; statuses: string[]; event_timestamps: string[] }[];
      metadata: { feature_names: string[]; feature_view_metadata?: unknown };
    };
    const columns = Object.fromEntries(
      metadata.feature_names.map((name, i) => {
        const { values = [], statuses = [], event_timestamps = [] } = results[i] ?? {};
        return [name, values.map((value, row) => [value, statuses[row], event_timestamps[row]])];
      }),
    );
    return { columns, versions: metadata.feature_view_metadata };
  }

  const EPOCH = '1970-01-01T00:00:00Z';
  const AT = '2026-01-01T11:30:00Z';

  it('tells value, status and time of each, whatever the rows, in one round trip', async () => {
    await write('orders', {
      customer_id: [1, 2],
      total: [2.5, 4],
      items: [5, null],
      note: ['a', null],
    });
    await write(
      'orders',
      { customer_id: [3], total: [1], items: [1], note: ['b'] },
      '2026-01-01T10:59:59Z',
    );
    await write('season', { rate: [0.1] });
    trips = 0;
    const { columns } = await ask(['orders:note', 'season:rate', 'orders:total'], {
      customer_id: [2, 1, 9, 3, 1],
    });
    expect(trips).toBe(1);
    expect(columns).toEqual({
      customer_id: [2, 1, 9, 3, 1].map((id) => [id, 'PRESENT', EPOCH]),
      note: [
        [null, 'NULL_VALUE', AT],
        ['a', 'PRESENT', AT],
        [null, 'NOT_FOUND', EPOCH],
        ['b', 'OUTSIDE_MAX_AGE', '2026-01-01T10:59:59Z'],
        ['a', 'PRESENT', AT],
      ],
      total: [
        [4, 'PRESENT', AT],
        [2.5, 'PRESENT', AT],
        [null, 'NOT_FOUND', EPOCH],
        [1, 'OUTSIDE_MAX_AGE', '2026-01-01T10:59:59Z'],
        [2.5, 'PRESENT', AT],
      ],
      rate: new Array(5).fill([0.10000000149011612, 'PRESENT', AT]),
    });
    expect(Object.keys(columns)).toEqual(['customer_id', 'note', 'total', 'rate']);
  });

  it('finds rows by composite keys, and measures age by the clock that the view declares', async () => {
    await write(
      'stock',
      { country: ['a'], number: [7], shelves: [[1, 2]] },
      '2014-01-01T00:00:00Z',
    );
    await write('stock', { country: ['a'], number: [8], shelves: [[3]] }, '2014-01-01T01:30:00Z');
    const { columns } = await ask(['stock:shelves'], {
      number: [7, 8, 7],
      country: ['a', 'a', 'b'],
    });
    expect(columns['shelves']).toEqual([
      [[1, 2], 'OUTSIDE_MAX_AGE', '2014-01-01T00:00:00Z'],
      [[3], 'PRESENT', '2014-01-01T01:30:00Z'],
      [null, 'NOT_FOUND', EPOCH],
    ]);
  });

  it('computes on-demand features of rows and of the request, and hides what they are made of', async () => {
    await write('orders', {
      customer_id: [1],
      total: [10],
      items: [9007199254740993n],
      note: ['a'],
    });
    const { columns } = await ask(['prices:many', 'prices:mean'], {
      customer_id: [1, 2],
      discount: [1, 2],
    });
    expect(columns).toEqual({
      customer_id: [
        [1, 'PRESENT', EPOCH],
        [2, 'PRESENT', EPOCH],
      ],
      many: [
        [true, 'PRESENT', EPOCH],
        [false, 'PRESENT', EPOCH],
      ],
      mean: [
        [9 / 9007199254740992, 'PRESENT', EPOCH],
        [null, 'PRESENT', EPOCH],
      ],
    });
  });

  it('answers a feature service with its aliases, by full names, and with versions', async () => {
    await write('visits', { customer_id: [1], total: [3] });
    const { columns, versions } = await ask(
      'all',
      { customer_id: [1] },
      { fullNames: true, withVersions: true },
    );
    expect(Object.keys(columns)).toEqual([
      'customer_id',
      ...['seen__total', 'orders__total', 'orders__items', 'orders__note', 'season__rate'],
    ]);
    expect(columns['seen__total']).toEqual([[3, 'PRESENT', AT]]);
    expect(versions).toEqual([
      { name: 'seen', version: 2 },
      { name: 'orders' },
      { name: 'season' },
    ]);
  });

  it('takes the key from the column that a projection maps it to', async () => {
    await write('visits', { customer_id: [1], total: [3] });
    const { columns } = await ask('mapped', { referrer: [1], customer_id: [5] });
    expect(columns['total']).toEqual([[3, 'PRESENT', AT]]);
    expect(columns['referrer']).toEqual([[1, 'PRESENT', EPOCH]]);
  });

  it('reads rows that were written before the schema changed', async () => {
    await write('orders', { customer_id: [1], total: [2.5], items: [5], note: ['a'] });
    const views = SHOP.feature_views ?? [];
    change(
      stateOf(
        {
          ...SHOP,
          feature_views: [
            {
              ...views[0],
              name: 'orders',
              entities: ['customer'],
              source: 'push',
              schema: { fresh: 'bool', note: 'string', total: 'float64', items: 'string' },
            },
            ...views.slice(1),
          ],
        },
        2,
      ),
    );
    const features = ['orders:note', 'orders:fresh', 'orders:total', 'orders:items'];
    const { columns } = await ask(features, { customer_id: [1] });
    expect(Object.values(columns).map(([cell]) => cell?.slice(0, 2))).toEqual([
      [1, 'PRESENT'],
      ['a', 'PRESENT'],
      [null, 'NULL_VALUE'],
      [2.5, 'PRESENT'],
      [null, 'NULL_VALUE'],
    ]);
  });

  it('answers no rows for none', async () => {
    expect((await ask(['orders:total'], { customer_id: [] })).columns).toEqual({
      customer_id: [],
      total: [],
    });
  });

  it.each([
    ['unknown view', ['nope:x'], {}, 404, 'Feature view nope does not exist in project shop'],
    ['unknown service', 'nope', {}, 404, 'Feature service nope does not exist in project shop'],
    ['unknown feature', ['orders:x'], {}, 500, "'Feature x not found in projection orders'"],
    ['no reference', ['orders'], {}, 500, "Invalid feature reference 'orders'."],
    ['version', ['orders@v2:total'], {}, 500, "Version-qualified ref 'orders@v2'"],
    [
      'collision',
      ['orders:total', 'visits:total'],
      {},
      500,
      'Duplicate features named total found.',
    ],
    ['no features', [], {}, 500, 'No features specified'],
    ['no entities', ['orders:total'], {}, 500, "'pop from an empty set'"],
    [
      'missing key',
      ['orders:total'],
      { number: [1] },
      500,
      "Missing join key values for keys: ['customer_id']",
    ],
    [
      'half a key',
      ['stock:shelves'],
      { number: [1] },
      500,
      "Missing join key values for keys: ['country']",
    ],
    [
      'lengths',
      ['orders:total'],
      { customer_id: [1], number: [1, 2] },
      500,
      'All entity rows must have the same columns.',
    ],
    [
      'null key',
      ['orders:total'],
      { customer_id: [null] },
      422,
      'customer_id, row 0: must not be null',
    ],
    [
      'key of a wrong type',
      ['orders:total'],
      { customer_id: [1, 'x'] },
      422,
      'customer_id, row 1: must be int64',
    ],
    [
      'no request data',
      ['prices:mean'],
      { customer_id: [1] },
      404,
      "features ['discount'] not found in the entity rows",
    ],
    [
      'wrong request data',
      ['prices:mean'],
      { customer_id: [1], discount: ['x'] },
      422,
      'discount, row 0: must be float64',
    ],
    [
      'function that fails',
      ['prices:mean'],
      { customer_id: [1], discount: [-1] },
      500,
      'prices failed: no such discount',
    ],
    [
      'too much',
      ['orders:total'],
      { customer_id: new Array(2_000_001).fill(1) },
      422,
      'ask for them in several requests',
    ],
  ])('refuses: %s', async (_, features, entities, status, message) => {
    await expect(ask(features, entities)).rejects.toMatchObject({
      status,
      message: expect.stringContaining(message),
    });
  });

  it.each([
    [['orders:x'], {}, 'no feature x; `headroom features describe orders`'],
    [['orders:total'], {}, 'entities is empty; give a list of values for each of customer_id'],
    [['stock:shelves'], { number: [1] }, 'no column country;'],
    [['orders:total'], { customer_id: [1], number: [1, 2] }, 'customer_id has 1, number has 2'],
  ])('advises whoever asks our own API: %j', async (features, entities, advice) => {
    await expect(ask(features, entities)).rejects.toMatchObject({
      advice: expect.stringContaining(advice),
    });
  });
});
