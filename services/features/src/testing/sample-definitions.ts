import { Definitions } from '@headroom/feature-definitions';
import type { z } from 'zod';

/** A document as a user writes it: a shop with customers, a push source, one view, one on-demand view, one service. */
export const SHOP: z.input<typeof Definitions> = {
  entities: [{ name: 'customer', join_keys: { customer_id: 'int64' } }],
  sources: [{ kind: 'push', name: 'orders_push' }],
  feature_views: [
    {
      name: 'orders',
      entities: ['customer'],
      schema: { total: 'float64', items: { type: 'int64', columns: ['lines'] } },
      source: 'orders_push',
      ttl: '1d',
    },
  ],
  on_demand_views: [
    {
      name: 'order_ratios',
      inputs: ['orders'],
      request: { discount: 'float64' },
      schema: { mean_price: 'float64' },
      compute: '(row) => ({ mean_price: (row.total - row.discount) / Number(row.items) })',
    },
  ],
  feature_services: [{ name: 'shop', features: ['orders', 'order_ratios'] }],
};

export const shop = (over: Partial<z.input<typeof Definitions>> = {}): Definitions =>
  Definitions.parse({ ...SHOP, ...over });
