import { expect, it } from 'vitest';
import { Definitions, lineageOf } from './index.ts';

const definitions = Definitions.parse({
  entities: [{ name: 'customer', join_keys: { customer_id: 'int64' } }],
  sources: [{ kind: 'push', name: 'pushed' }],
  feature_views: [
    {
      name: 'orders',
      entities: ['customer'],
      source: 'pushed',
      schema: { total: { type: 'float64', columns: ['net', 'tax'] }, items: 'int64' },
    },
  ],
  on_demand_views: [
    {
      name: 'ratios',
      inputs: [{ view: 'orders', features: ['total'] }],
      request: { discount: 'float64' },
      schema: { rebate: 'float64' },
      compute: '(row) => ({ rebate: row.total * row.discount })',
    },
  ],
  feature_services: [
    { name: 'model_a', features: ['ratios'] },
    { name: 'model_b', features: ['orders'] },
  ],
});
const edges = (of: string) => lineageOf(definitions, of)?.map(({ from, to }) => `${from} > ${to}`);

it('leads from a column to everything that is made of it', () => {
  expect(edges('pushed.tax')).toEqual([
    'pushed.tax > orders:total',
    'orders:total > ratios:rebate',
    'ratios:rebate > model_a',
    'orders:total > model_b',
  ]);
});

it('leads from a feature service back to the columns, and not to its neighbours', () => {
  expect(edges('model_a')).toEqual([
    'pushed.net > orders:total',
    'pushed.tax > orders:total',
    'orders:total > ratios:rebate',
    'request.discount > ratios:rebate',
    'ratios:rebate > model_a',
  ]);
});

it('leads both ways from a view and from a feature', () => {
  expect(edges('orders:items')).toEqual(['pushed.items > orders:items', 'orders:items > model_b']);
  expect(edges('ratios')).toEqual(edges('model_a'));
  expect(edges('orders')).toContain('ratios:rebate > model_a');
});

it('knows what there is not', () => {
  expect(lineageOf(definitions, 'order')).toBeNull();
});
