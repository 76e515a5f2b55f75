import { HeadroomError } from '@headroom/contracts';
import type { OnlineKey } from '@headroom/storage';
import { expect, it } from 'vitest';
import type { EnginePlan, ReadPlan, RowsPlan } from './read-plan.ts';
import { WatchOnlineFeatures } from './watch-online-features.ts';

const key = { type: 'string', write: (value: unknown) => JSON.stringify(value) } as const;
const orders: RowsPlan = {
  kind: 'rows',
  name: 'orders',
  view: 'orders',
  asked: 0,
  keys: [{ column: 'user', field: { name: 'user', type: 'string' } }],
  fields: [],
  ttlMs: Infinity,
  ttlClock: 'wall',
  layoutId: '',
  lines: [],
};
const engine = (kind: EnginePlan['kind'], column: string): EnginePlan => ({
  kind,
  name: kind,
  asked: 0,
  key: { column, field: { name: column, type: 'string' } },
  indices: [],
  fields: [],
  ttlMs: 0,
});
const planOf = (...views: ReadPlan['views']): ReadPlan => ({
  views,
  keys: new Map(['user', 'service_id', 'cluster_id'].map((name) => [name, key])),
  requestColumns: [],
  names: [],
  namesText: '',
  versions: [],
});

/** A store that knows who listens to it. */
function stage(refuses = '') {
  const listened: string[] = [];
  const watch = async (name: string) => {
    if (name === refuses) throw new HeadroomError('UNAVAILABLE', 'away');
    listened.push(name);
    return () => void listened.splice(listened.indexOf(name), 1);
  };
  const changes = new WatchOnlineFeatures({
    rows: { keyOf: (view, entity) => `${view}=${entity}`, watch },
    engine: { watch: ({ view, entity }: OnlineKey) => watch(`${view}=${entity}`) },
  });
  return { listened, changes };
}

it('listens to each row of the plan once, to a cluster by its own name or through the service', async () => {
  const { listened, changes } = stage();
  const views = [orders, engine('vector', 'service_id'), engine('interactions', 'service_id')];
  const plan = planOf(...views, engine('cluster', 'cluster_id'));
  const entities = { user: ['a', 'a', 'b'], service_id: ['s', 's', 't'] };
  const stop = await changes.watch(plan, entities, () => undefined);
  expect(listened).toEqual(['orders="a"', 'orders="b"', 'service_vector=s', 'service_vector=t']);
  stop();
  expect(listened).toEqual([]);
  const byName = { ...entities, cluster_id: ['c', 'c', 'c'] };
  await changes.watch(plan, byName, () => undefined);
  expect(listened).toContain('cluster_windows=c');
});

it('listens to nothing when one of the rows cannot be listened to', async () => {
  const { listened, changes } = stage('orders="b"');
  const watching = changes.watch(planOf(orders), { user: ['a', 'b', 'c'] }, () => undefined);
  await expect(watching).rejects.toThrow('away');
  expect(listened).toEqual([]);
});

it('refuses more rows than a stream may watch', async () => {
  const { changes } = stage();
  const user = Array.from({ length: 1_001 }, (_, i) => String(i));
  await expect(changes.watch(planOf(orders), { user }, () => undefined)).rejects.toThrow(
    'entities: 1001 rows are more than the 1000 that one stream watches',
  );
});
