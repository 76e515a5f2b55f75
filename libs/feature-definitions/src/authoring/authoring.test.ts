import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  defineFeatures,
  Definitions,
  entity,
  featureService,
  featureView,
  onDemandView,
  pick,
  problemsOf,
  source,
} from '../index.ts';

const customer = entity({ name: 'customer', join_keys: { customer_id: 'int64' } });
const pushed = source({ kind: 'push', name: 'orders_push' });
const orders = featureView({
  name: 'orders',
  entities: [customer],
  schema: {
    total: 'float64',
    items: { type: 'int64' },
    tags: 'array<string>',
    seen: 'unix_timestamp',
  },
  source: pushed,
  ttl: '1d',
});
const ratios = onDemandView({
  name: 'ratios',
  inputs: [pick(orders, ['total', 'items', 'seen'])],
  request: { discount: 'float32' },
  schema: { mean_price: 'float64' },
  compute(row) {
    expectTypeOf(row).toMatchObjectType<{
      readonly total: number | null;
      readonly items: bigint | null;
      readonly seen: Date | null;
      readonly discount: number | null;
    }>();
    if (row.total === null || row.items === null) return { mean_price: null };
    return { mean_price: (row.total - (row.discount ?? 0)) / Number(row.items) };
  },
});
const service = featureService({
  name: 'shop',
  features: [pick(orders, ['total'], { alias: 'o' }), ratios, 'orders'],
});

describe('a definition file', () => {
  it('refers by objects and comes out as a document without a problem', () => {
    const written = defineFeatures({
      entities: [customer],
      sources: [pushed],
      feature_views: [orders],
      on_demand_views: [ratios],
      feature_services: [service],
    });
    const document = Definitions.parse(written);
    expect(problemsOf(document)).toEqual([]);
    expect(document.feature_views[0]).toMatchObject({
      entities: ['customer'],
      source: 'orders_push',
      schema: [
        { name: 'total', type: 'float64' },
        { name: 'items' },
        { name: 'tags' },
        { name: 'seen' },
      ],
      ttl: '1d',
      ttl_clock: 'wall',
      online: true,
    });
    expect(document.on_demand_views[0]).toMatchObject({
      inputs: [{ view: 'orders', features: ['total', 'items', 'seen'] }],
      compute: expect.stringMatching(/^function compute\(row\)/),
    });
    expect(document.feature_services[0]?.features).toEqual([
      { view: 'orders', features: ['total'], alias: 'o' },
      { view: 'ratios' },
      { view: 'orders' },
    ]);
  });

  it('may not ask for what is not there', () => {
    // @ts-expect-error no such feature
    pick(orders, ['nothing']);
    onDemandView({
      name: 'wrong',
      inputs: [orders],
      schema: { a: 'float64' },
      // @ts-expect-error a string is no float64
      compute: () => ({ a: 'text' }),
    });
  });
});

describe('the text of a function', () => {
  const textOf = (compute: () => { a: number }) =>
    onDemandView({ name: 'v', inputs: [orders], schema: { a: 'float64' }, compute }).compute;

  it.each([
    ['an arrow', () => ({ a: 1 })],
    [
      'a function',
      function () {
        return { a: 1 };
      },
    ],
    [
      'a method',
      {
        compute() {
          return { a: 1 };
        },
      }.compute,
    ],
  ])('is an expression, of %s', (_, compute) => {
    // The text is our own.
    const again: unknown = (0, eval)(`(${textOf(compute)})`);
    expect(typeof again === 'function' && (again as () => unknown)()).toEqual({ a: 1 });
  });

  it('is not that of a bound one, nor of one that takes its time', () => {
    expect(() => textOf((() => ({ a: 1 })).bind(null))).toThrow(/v\.compute is bound or native/);
    const later = (async () => ({ a: 1 })) as unknown as () => { a: number };
    expect(() => textOf(later)).toThrow(/v\.compute is async/);
  });
});
