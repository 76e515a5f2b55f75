import type { LoadRequest } from '../load/load-job.ts';

/** As online/repository.py has them. */
const VIEWS = { one: 20, a: 7, b: 7, c: 6 } as const;
type View = keyof typeof VIEWS;

const ENTITIES = 1_000;
const idOf = (i: number): string => `node-${i % ENTITIES}`;
const namesOf = (view: View): string[] =>
  Array.from({ length: VIEWS[view] }, (_, i) => `${view}_${i}`);

/** The same as a document of ours. */
export const DEFINITIONS = {
  entities: [{ name: 'node', join_keys: { node_id: 'string' } }],
  sources: Object.keys(VIEWS).map((view) => ({ kind: 'push', name: `${view}_push` })),
  feature_views: Object.keys(VIEWS).map((view) => ({
    name: view,
    entities: ['node'],
    schema: Object.fromEntries(namesOf(view as View).map((name) => [name, 'float64'])),
    source: `${view}_push`,
    ttl: '365d',
  })),
};

/** Rows of a thousand entities for every view, as bodies of /write-to-online-store. */
export const rowsToWrite = (): object[] =>
  Object.keys(VIEWS).map((view) => {
    const ids = Array.from({ length: ENTITIES }, (_, i) => idOf(i));
    const columns = Object.fromEntries(
      namesOf(view as View).map((name, column) => [
        name,
        ids.map((_, row) => Math.sin(1 + row * 20 + column) * 100),
      ]),
    );
    const time = new Date().toISOString();
    const df: Record<string, readonly unknown[]> = {
      node_id: ids,
      event_timestamp: ids.map(() => time),
      ...columns,
    };
    return { feature_view_name: view, df };
  });

export interface Case {
  readonly entities: number;
  readonly views: 1 | 3;
}

export const CASES: readonly Case[] = [
  { entities: 1, views: 1 },
  { entities: 1, views: 3 },
  { entities: 100, views: 1 },
  { entities: 100, views: 3 },
];

/** Requests of different entities, all for 20 features. */
export function requestsOf({ entities, views }: Case): LoadRequest[] {
  const of: readonly View[] = views === 1 ? ['one'] : ['a', 'b', 'c'];
  const features = of.flatMap((view) => namesOf(view).map((name) => `${view}:${name}`));
  return Array.from({ length: 97 }, (_, i) => ({
    method: 'POST',
    path: '/get-online-features',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      entities: {
        node_id: Array.from({ length: entities }, (_one, row) => idOf(i * 31 + row * 7)),
      },
      features,
      full_feature_names: false,
    }),
  }));
}
