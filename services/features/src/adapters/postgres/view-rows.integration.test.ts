import { migrate, Postgres } from '@headroom/storage';
import { testStack, type TestStack } from '@headroom/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DefinitionSet } from '@headroom/feature-definitions';
import type { StoredRow } from '../../domain/offline/offline-rows.ts';
import { MemoryRowStore } from '../../domain/online/memory-row-store.ts';
import { rowsView, type ViewRow, type ViewRows } from '../../domain/online/view-rows.ts';
import { shop } from '../../testing/sample-definitions.ts';
import { Materialize } from '../../usecases/offline/materialize.ts';
import { FEATURES_MIGRATIONS } from './migrations.ts';
import { PurgeExpired } from '../../usecases/offline/purge-expired.ts';
import { PostgresPurge } from './postgres-purge.ts';
import { PostgresViewRows } from './postgres-view-rows.ts';

const set = new DefinitionSet(shop());
const orders = set.definitions.feature_views[0];
if (orders === undefined) throw new Error('the shop has no view');
const view = rowsView(set, orders);

const rowsOf = (drafts: readonly { readonly entity: number; readonly time: number }[], from = 0) =>
  drafts.map(({ entity, time }, i): ViewRow => ({
    keys: [String(entity)],
    eventTime: time,
    hasZone: true,
    values: [`${from + i}.5`, String(from + i)],
  }));

const drafts = fc.array(
  fc.record({ entity: fc.integer({ min: 1, max: 4 }), time: fc.integer({ min: 0, max: 50 }) }),
  { minLength: 1, maxLength: 40 },
);

/** The first row of an entity and time stands. */
const standing = (rows: readonly ViewRow[]): ViewRow[] => {
  const first = new Map<string, ViewRow>();
  for (const row of rows) {
    const key = `${row.keys[0] ?? ''} ${row.eventTime}`;
    if (!first.has(key)) first.set(key, row);
  }
  return [...first.values()];
};

const newestOf = (rows: readonly ViewRow[], entity: string, after: number, upTo: number) =>
  standing(rows)
    .filter((row) => row.keys[0] === entity && row.eventTime > after && row.eventTime <= upTo)
    .toSorted((a, b) => a.eventTime - b.eventTime)
    .at(-1);

describe('rows of views in Postgres', { timeout: 120_000 }, () => {
  let stack: TestStack;
  let db: Postgres;
  let offline: PostgresViewRows;
  beforeAll(async () => {
    stack = await testStack();
    db = new Postgres({ url: stack.postgresUrl, applicationName: 'features-test' });
    await migrate(db, 'features', FEATURES_MIGRATIONS);
    offline = new PostgresViewRows(db);
  });
  afterAll(async () => {
    await db.close();
    await stack.close();
  });
  const clear = () => db.execute('truncate features.view_row; truncate features.view_materialized');
  beforeEach(clear);

  it('a point-in-time join sees what a search through all rows finds', async () => {
    const ttl = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constant(Infinity));
    await fc.assert(
      fc.asyncProperty(drafts, drafts, ttl, async (pushed, asked, limit) => {
        await clear();
        const rows = rowsOf(pushed);
        expect(await offline.append({ view, rows })).toBe(standing(rows).length);
        expect(await offline.append({ view, rows })).toBe(0);
        const probes = {
          entities: asked.map(({ entity }) => String(entity)),
          times: asked.map(({ time }) => time),
        };
        const seen = await offline.asOf('orders', probes, { ttl: limit, knownAt: null });
        expect(seen.map((row: StoredRow | null) => row?.values)).toEqual(
          asked.map(
            ({ entity, time }) => newestOf(rows, String(entity), time - limit - 1, time)?.values,
          ),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('rows of another view, and rows that came later than asked, are not seen', async () => {
    await offline.append({ view, rows: rowsOf([{ entity: 1, time: 5 }]) });
    const probes = { entities: ['1'], times: [9] };
    const asOf = { ttl: Infinity, knownAt: null };
    expect(await offline.asOf('other', probes, asOf)).toEqual([null]);
    expect(await offline.asOf('orders', probes, { ...asOf, knownAt: 0 })).toEqual([null]);
    expect(await offline.asOf('orders', probes, { ...asOf, knownAt: Date.now() + 60_000 })).toEqual(
      await offline.asOf('orders', probes, asOf),
    );
  });

  it('a purge removes what came in before a time, and nothing else', async () => {
    await offline.append({ view, rows: rowsOf([{ entity: 1, time: 5 }]) });
    await db.execute("update features.view_row set arrived_at = '2020-01-01'");
    await offline.append({ view, rows: rowsOf([{ entity: 2, time: 5 }]) });
    const purge = new PurgeExpired(new PostgresPurge(db));
    const rowsIn = async (dryRun: boolean) =>
      (await purge.run(Date.now(), dryRun)).find(({ table }) => table === 'features.view_row')
        ?.rows;
    expect(await rowsIn(true)).toBe(1);
    expect(await rowsIn(false)).toBe(1);
    expect(await rowsIn(true)).toBe(0);
    const asOf = { ttl: Infinity, knownAt: null };
    const seen = await offline.asOf('orders', { entities: ['1', '2'], times: [9, 9] }, asOf);
    expect(seen.map((row) => row === null)).toEqual([true, false]);
  });

  it('incremental materialisation misses no row, however late or far ahead it came', async () => {
    const steps = fc.array(fc.record({ rows: drafts, upTo: fc.integer({ min: 0, max: 50 }) }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        await clear();
        const online = new MemoryRowStore();
        const sent: ViewRows[] = [];
        const materialize = new Materialize({
          definitions: {
            current: () => ({ version: 1, hash: '', set, versionOf: () => 1 }),
            subscribe: () => () => undefined,
          },
          offline,
          online: { write: (rows) => (sent.push(rows), online.write(rows)) },
          engine: { restore: () => Promise.resolve(0) },
        });
        const all: ViewRow[] = [];
        let furthest = -1;
        for (const { rows, upTo } of script) {
          const pushed = rowsOf(rows, all.length);
          all.push(...pushed);
          await offline.append({ view, rows: pushed });
          await materialize.incremental(upTo);
          furthest = Math.max(furthest, upTo);
          for (const entity of ['1', '2', '3', '4']) {
            const expected = newestOf(all, entity, -1, upTo);
            const [text] = await online.read([online.keyOf('orders', entity)]);
            const time = text == null ? -1 : Number(text.split('\n')[0]);
            expect(time).toBeGreaterThanOrEqual(expected?.eventTime ?? -1);
            expect(time).toBeLessThanOrEqual(furthest);
          }
        }
        sent.length = 0;
        await materialize.incremental(50);
        await materialize.incremental(50);
        for (const entity of ['1', '2', '3', '4']) {
          const expected = newestOf(all, entity, -1, 50);
          const [text] = await online.read([online.keyOf('orders', entity)]);
          expect(text?.split('\n').slice(3)).toEqual(expected?.values);
        }
        expect(sent.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 20 },
    );
  });
});
