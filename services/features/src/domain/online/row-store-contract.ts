import { deepEqual, equal } from 'node:assert/strict';
import { rowLayout } from './row-text.ts';
import type { RowStore } from './row-store.ts';
import type { RowsView, ViewRow } from './view-rows.ts';

interface ContractCase {
  readonly name: string;
  run(store: RowStore): Promise<void>;
}

const VIEW: RowsView = {
  name: 'orders',
  joinKeys: [{ name: 'id', type: 'string' }],
  schema: [{ name: 'total', type: 'float64' }],
  timestampField: 'event_timestamp',
  ttlClock: 'event',
};
const T = 1_795_438_800_123_456;

const row = (key: string, eventTime: number, value: string): ViewRow => ({
  keys: [key],
  eventTime,
  hasZone: true,
  values: [value],
});

const write = (store: RowStore, ...rows: ViewRow[]) => store.write({ view: VIEW, rows });

async function valueOf(store: RowStore, key: string): Promise<string | null> {
  const [text] = await store.read([store.keyOf('orders', key)]);
  return text?.split('\n')[3] ?? null;
}

/** What every row store must do. Each case gets an empty store. */
export const ROW_STORE_CONTRACT: readonly ContractCase[] = [
  {
    name: 'keeps a row as one text: time, its text, layout, values; null where there is none',
    run: async (store) => {
      deepEqual(await write(store, row('"ä\\n"', T, '"1 ü"')), [true]);
      const keys = ['"ä\\n"', '"other"'].map((key) => store.keyOf('orders', key));
      const layout = rowLayout(VIEW.schema);
      deepEqual(await store.read(keys), [
        `${T}\n2026-11-23T13:00:00.123456Z\n${layout.id}\n"1 ü"`,
        null,
      ]);
      deepEqual(await store.layout(layout.id), layout);
      equal(await store.layout('unknown'), null);
    },
  },
  {
    name: 'a newer row replaces, an older one does not, and of two of one time the first stays',
    run: async (store) => {
      deepEqual(await write(store, row('1', T, '1.0')), [true]);
      deepEqual(await write(store, row('1', T - 1, '2.0')), [false]);
      deepEqual(await write(store, row('1', T, '3.0')), [false]);
      equal(await valueOf(store, '1'), '1.0');
      deepEqual(await write(store, row('1', T + 1, '4.0')), [true]);
      equal(await valueOf(store, '1'), '4.0');
    },
  },
  {
    name: 'judges rows of one batch one after the other',
    run: async (store) => {
      const batch = [row('1', T, '1.0'), row('1', T + 2, '2.0'), row('1', T + 1, '3.0')];
      deepEqual(await write(store, ...batch), [true, true, false]);
      equal(await valueOf(store, '1'), '2.0');
    },
  },
  {
    name: 'takes times before 1970',
    run: async (store) => {
      deepEqual(await write(store, row('1', -5, '1.0')), [true]);
      deepEqual(await write(store, row('1', -6, '2.0')), [false]);
      deepEqual(await write(store, row('1', 0, '3.0')), [true]);
    },
  },
  {
    name: 'knows the newest event time of a view, also of rows that were too old for their entity',
    run: async (store) => {
      const newest = async () => (await store.read([store.clockKeyOf('orders')]))[0];
      equal(await newest(), null);
      await write(store, row('1', T, '1.0'), row('2', T - 5, '1.0'));
      equal(await newest(), String(T));
      await write(store, row('2', T - 9, '1.0'));
      equal(await newest(), String(T));
    },
  },
  {
    name: 'tells who watches a row of each change, and of nothing else',
    run: async (store) => {
      let heard = 0;
      let told: () => void = () => undefined;
      const next = () => new Promise<void>((resolve) => (told = resolve));
      const stop = await store.watch(store.keyOf('orders', '1'), () => {
        heard += 1;
        told();
      });
      const first = next();
      await write(store, row('1', T, '1.0'));
      await first;
      // Changes of one key are told in order: were these told, they would be before the last.
      const last = next();
      await write(store, row('1', T - 1, '2.0'), row('2', T, '1.0'));
      await write(store, row('1', T + 1, '3.0'));
      await last;
      equal(heard, 2);
      stop();
    },
  },
  {
    name: 'takes and gives thousands of rows, and none',
    run: async (store) => {
      const rows = Array.from({ length: 2_500 }, (_, i) => row(String(i), T, `${i}.0`));
      equal((await write(store, ...rows)).filter(Boolean).length, 2_500);
      const texts = await store.read(
        rows.map(({ keys }) => store.keyOf('orders', String(keys[0]))),
      );
      deepEqual(
        texts.map((text) => text?.split('\n')[3]),
        rows.map(({ values }) => values[0]),
      );
      deepEqual(await write(store), []);
      deepEqual(await store.read([]), []);
    },
  },
];
