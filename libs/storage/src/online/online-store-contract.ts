import { deepEqual, equal, rejects } from 'node:assert/strict';
import type { OnlineEntry, OnlineStore } from './online-store.ts';

interface ContractCase {
  readonly name: string;
  run(store: OnlineStore): Promise<void>;
}

/** What every online store must do. Each case gets an empty store: `it(c.name, async () => c.run(await make()))`. */
export const ONLINE_STORE_CONTRACT: readonly ContractCase[] = [
  {
    name: 'gives back what was written, in the order of the keys, and null for the rest',
    run: async (store) => {
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      const a = { ...entry(1, 7), bytes };
      const b = { ...entry(2, 0), entity: 'svc/2', bytes: new Uint8Array() };
      deepEqual(await store.write([a, b]), [true, true]);
      const keys = [b, { view: 'other', entity: a.entity }, a, a];
      const read = await store.read(keys);
      deepEqual(
        read.map((value) => value && [value.bucketEnd, value.revision]),
        [[2, 0], null, [1, 7], [1, 7]],
      );
      deepEqual([...(read[2]?.bytes ?? [])], [...bytes]);
      deepEqual(await store.read([]), []);
      deepEqual(await store.write([]), []);
    },
  },
  {
    name: 'gives guards alone beside values, null where there is none',
    run: async (store) => {
      const a = entry(1, 7, 'a');
      const b = { ...entry(2 ** 42, 2 ** 52, 'b'), entity: 'svc/2' };
      const nobody = { view: 'other', entity: a.entity };
      await store.write([a, b]);
      const both = await store.readWithGuards([nobody, a], [b, nobody, a]);
      deepEqual(
        both.values.map((value) => value && new TextDecoder().decode(value.bytes)),
        [null, 'a'],
      );
      deepEqual(both.guards, [
        { bucketEnd: 2 ** 42, revision: 2 ** 52 },
        null,
        { bucketEnd: 1, revision: 7 },
      ]);
      const many = await store.readWithGuards(Array(600).fill(a), Array(1_700).fill(b));
      deepEqual([many.values.length, many.guards.length], [600, 1_700]);
      deepEqual([many.values[599]?.revision, many.guards[0]?.revision], [7, 2 ** 52]);
      deepEqual((await store.readWithGuards([], [a])).guards.length, 1);
      const unguarded = await store.readWithGuards([a], []);
      deepEqual([unguarded.values.length, unguarded.guards.length], [1, 0]);
    },
  },
  {
    name: 'invariant 3: an older (bucket, revision) never overwrites a newer one',
    run: async (store) => {
      equal(await applied(store, entry(10, 5, 'first')), true);
      equal(await applied(store, entry(9, 6, 'older bucket, newer revision')), false);
      equal(await applied(store, entry(10, 4, 'older revision')), false);
      equal(await stored(store), 'first');
      equal(await applied(store, entry(10, 6, 'newer revision')), true);
      equal(await applied(store, entry(11, 1, 'newer bucket, older revision')), true);
      equal(await stored(store), 'newer bucket, older revision');
    },
  },
  {
    name: 'an equal pair writes again',
    run: async (store) => {
      await store.write([entry(10, 5, 'once')]);
      equal(await applied(store, entry(10, 5, 'twice')), true);
      equal(await stored(store), 'twice');
    },
  },
  {
    name: 'compares as numbers, over the whole range',
    run: async (store) => {
      const large = Number.MAX_SAFE_INTEGER;
      equal(await applied(store, entry(9, 9)), true);
      equal(await applied(store, entry(10, 1)), true);
      equal(await applied(store, entry(1_700_000_000_000, 255)), true);
      equal(await applied(store, entry(1_700_000_000_000, 256)), true);
      equal(await applied(store, entry(large, large - 1)), true);
      equal(await applied(store, entry(large, large)), true);
      equal(await applied(store, entry(large, large - 1)), false);
    },
  },
  {
    name: 'guards within a batch too',
    run: async (store) => {
      const batch = [entry(1, 1), entry(3, 1, 'newest'), entry(2, 9), entry(3, 0)];
      deepEqual(await store.write(batch), [true, true, false, false]);
      equal(await stored(store), 'newest');
    },
  },
  {
    name: 'ends with the newest, in whatever order concurrent writers come',
    run: async (store) => {
      const entries = Array.from({ length: 60 }, (_, i) => entry((i * 37) % 10, (i * 53) % 60));
      await Promise.all(entries.map((e) => store.write([e])));
      const [value] = await store.read([entry(0, 0)]);
      const newest = entries.reduce((a, b) =>
        b.bucketEnd > a.bucketEnd || (b.bucketEnd === a.bucketEnd && b.revision > a.revision)
          ? b
          : a,
      );
      deepEqual([value?.bucketEnd, value?.revision], [newest.bucketEnd, newest.revision]);
    },
  },
  {
    name: 'takes more entries than fit into one call',
    run: async (store) => {
      const many = Array.from({ length: 2_500 }, (_, i) => ({
        ...entry(1, i),
        entity: `svc-${i}`,
      }));
      equal((await store.write(many)).filter(Boolean).length, many.length);
      const read = await store.read(many);
      deepEqual(
        read.map((value) => value?.revision),
        many.map((_, i) => i),
      );
    },
  },
  {
    name: 'keeps its own copy of the bytes',
    run: async (store) => {
      const bytes = Uint8Array.of(1, 2, 3);
      await store.write([{ ...entry(1, 1), bytes }]);
      bytes.fill(9);
      deepEqual([...((await store.read([entry(0, 0)]))[0]?.bytes ?? [])], [1, 2, 3]);
    },
  },
  {
    name: 'deletes a value with its guard',
    run: async (store) => {
      await store.write([entry(10, 5)]);
      await store.delete([entry(0, 0), { view: 'v', entity: 'unknown' }]);
      deepEqual(await store.read([entry(0, 0)]), [null]);
      equal(await applied(store, entry(1, 1)), true);
      await store.delete([]);
    },
  },
  {
    name: 'tells everyone who watches a key of a write',
    run: async (store) => {
      const told = [0, 1].map(async () => {
        let tell = (): void => undefined;
        const once = new Promise<void>((resolve) => (tell = resolve));
        return { once, stop: await store.watch(entry(0, 0), () => tell()) };
      });
      const watchers = await Promise.all(told);
      await store.write([entry(10, 5)]);
      await Promise.all(watchers.map(({ once }) => once));
      for (const { stop } of watchers) stop();
      await store.write([entry(11, 5)]);
    },
  },
  {
    name: 'refuses a guard that would not compare, and then writes nothing',
    run: async (store) => {
      for (const odd of [NaN, -1, 1.5, 2 ** 53]) {
        await rejects(store.write([entry(1, 1), entry(1, odd)]), { code: 'INVALID_REQUEST' });
        await rejects(store.write([entry(1, 1), entry(odd, 1)]), { code: 'INVALID_REQUEST' });
      }
      deepEqual(await store.read([entry(0, 0)]), [null]);
    },
  },
];

function entry(bucketEnd: number, revision: number, text = ''): OnlineEntry {
  return { view: 'v', entity: 'svc:1', bucketEnd, revision, bytes: new TextEncoder().encode(text) };
}

async function applied(store: OnlineStore, one: OnlineEntry): Promise<boolean | undefined> {
  return (await store.write([one]))[0];
}

async function stored(store: OnlineStore): Promise<string> {
  const [value] = await store.read([entry(0, 0)]);
  return new TextDecoder().decode(value?.bytes);
}
