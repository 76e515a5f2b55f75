import { deepEqual, equal } from 'node:assert/strict';
import { DAY_MS, HOUR_MS } from '@headroom/feature-engine';
import type { RawRecord } from './raw-record.ts';
import type { RawStore } from './raw-store.ts';

interface ContractCase {
  readonly name: string;
  run(store: RawStore): Promise<void>;
}

const T0 = Date.UTC(2025, 0, 1);

const record = (offset: number, over: Partial<RawRecord> = {}): RawRecord => ({
  rawId: `r${offset}`,
  serviceId: 'svc',
  clusterId: 'c',
  source: 'headroom/generation#1',
  clock: 'event',
  timestamp: T0 + offset * HOUR_MS,
  arrival: { partition: 0, offset },
  ingestedAt: T0,
  late: false,
  admitted: null,
  metrics: [0.1 + 0.2, NaN, -0, 1e-9, 5, 6, 7, 8],
  scalingEvent: 'scale_up',
  ...over,
});

const offsets = async (store: RawStore, before: number, partition = 0): Promise<number[]> => {
  const prefixes = await store.prefixes(['svc', 'nobody'], { partition, offset: before });
  deepEqual([...prefixes.keys()], prefixes.has('svc') ? ['svc'] : []);
  return (prefixes.get('svc') ?? []).map((r) => r.arrivalSeq).toSorted((a, b) => a - b);
};

/** What every raw store must do at a cadence of one hour. Each case gets an empty store. */
export const RAW_STORE_CONTRACT: readonly ContractCase[] = [
  {
    name: 'tells the first arrival and the late flag of what is stored',
    run: async (store) => {
      await store.append([record(1), record(2, { late: true })], []);
      deepEqual([...(await store.knownArrivals(['r1', 'r2', 'r3']))].toSorted(), [
        ['r1', { arrival: { partition: 0, offset: 1 }, late: false, admitted: null }],
        ['r2', { arrival: { partition: 0, offset: 2 }, late: true, admitted: null }],
      ]);
    },
  },
  {
    name: 'gives records back to the last bit, missing values missing',
    run: async (store) => {
      await store.append([record(1, { timestamp: T0 + 123 })], []);
      const prefixes = await store.prefixes(['svc'], { partition: 0, offset: 2 });
      const { timestamp, arrivalSeq, metrics, scalingEvent, clusterId } =
        prefixes.get('svc')?.[0] ?? {};
      deepEqual(
        { timestamp, arrivalSeq, metrics: [...Array.from(metrics ?? [])], scalingEvent, clusterId },
        {
          timestamp: T0 + 123,
          arrivalSeq: 1,
          metrics: [0.1 + 0.2, NaN, -0, 1e-9, 5, 6, 7, 8],
          scalingEvent: 'scale_up',
          clusterId: 'c',
        },
      );
    },
  },
  {
    name: 'a prefix ends before the offset, whatever a replay has stored behind it',
    run: async (store) => {
      await store.append([record(1), record(2), record(3)], []);
      deepEqual(await offsets(store, 3), [1, 2]);
      deepEqual(await offsets(store, 1), []);
      deepEqual(await offsets(store, 9, 1), []);
    },
  },
  {
    name: 'a prefix holds no late record and none that nothing depends on any more',
    run: async (store) => {
      await store.append(
        [
          record(1),
          record(2, { timestamp: T0 + 8 * DAY_MS }),
          record(3, { timestamp: T0 + 2 * DAY_MS, late: true }),
          record(4, { timestamp: T0 + 2 * DAY_MS }),
          record(5, { serviceId: 'other' }),
        ],
        [],
      );
      deepEqual(await offsets(store, 9), [2, 4]);
      // Judged by the newest record of the prefix, not by the newest that is stored.
      deepEqual(await offsets(store, 2), [1]);
    },
  },
  {
    name: 'refuses to store a raw id twice, and then stores nothing of the call',
    run: async (store) => {
      await store.append([record(1)], []);
      equal(await store.append([record(2), record(1)], []), false);
      const refused = { rawId: 'bad', source: 'headroom/generation#1', arrival: record(4).arrival };
      equal(await store.append([record(1)], [refused]), false);
      equal((await store.knownArrivals(['r2'])).size, 0);
      const { rows, refused: counted } = (await store.progress('headroom/generation#1')) ?? {};
      deepEqual({ rows, counted }, { rows: 1, counted: 0 });
      equal(await store.append([record(2)], []), true);
    },
  },
  {
    name: 'a late record that is admitted counts from there on, and can be admitted once',
    run: async (store) => {
      const late = record(2, { late: true, timestamp: T0 });
      await store.append([record(1), late], []);
      const admission = { rawId: 'r2', source: late.source, offset: 7, ingestedAt: T0 + 9 };
      equal(await store.append([record(3)], [], [admission]), true);
      deepEqual(await offsets(store, 7), [1, 3]);
      deepEqual(await offsets(store, 8), [1, 3, 7]);
      deepEqual((await store.knownArrivals(['r2'])).get('r2'), {
        arrival: { partition: 0, offset: 2 },
        late: true,
        admitted: 7,
      });
      equal((await store.progress(late.source))?.late, 0);
      equal(await store.append([record(4)], [], [{ ...admission, offset: 8 }]), false);
      equal((await store.knownArrivals(['r4'])).size, 0);
    },
  },
  {
    name: 'gives the records in use of a range, as the log tells before an offset',
    run: async (store) => {
      await store.append(
        [1, 2, 3, 4, 5].map((offset) => record(offset, { late: offset === 3 })),
        [],
      );
      const range = { after: T0 + HOUR_MS, upTo: T0 + 5 * HOUR_MS };
      const history = await store.history('svc', range, { partition: 0, offset: 5 });
      deepEqual(history.map(({ arrivalSeq }) => arrivalSeq).toSorted(), [2, 4]);
      deepEqual(await store.history('svc', range, { partition: 1, offset: 5 }), []);
    },
  },
  {
    name: 'counts the rows of a source, late ones too, and those refused and never accepted',
    run: async (store) => {
      const source = 'headroom/generation#1';
      const refused = { source, arrival: { partition: 0, offset: 4 } };
      equal(await store.progress(source), null);
      await store.append([record(1), record(2)], [{ ...refused, rawId: 'bad' }]);
      await store.append([], [{ ...refused, rawId: 'bad' }]);
      await store.append([record(3, { late: true, timestamp: T0 })], []);
      await store.append([record(5, { source: 'other' })], [{ ...refused, rawId: 'mended' }]);
      await store.append([record(6, { rawId: 'mended', timestamp: T0 + 1 })], []);
      deepEqual(await store.progress(source), {
        now: T0 + 2 * HOUR_MS,
        rows: 4,
        late: 1,
        refused: 1,
      });
    },
  },
];
