import { HeadroomError, ONLINE_VIEWS, TOPICS, type ValidatedRecord } from '@headroom/contracts';
import { HOUR_MS, onlineLayout, packVector } from '@headroom/feature-engine';
import type { BatchContext, Delivered, EventToSend, Publisher } from '@headroom/messaging';
import { decodeVector, MemoryOnlineStore } from '@headroom/storage';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { MemoryRawStore } from '../domain/memory-raw-store.ts';
import { onlineViews, STREAM_VIEWS } from '../domain/online-views.ts';
import { ONLINE_KEYS } from '../testing/stream-crash-test.ts';
import { eventfulLog, logOf, T0, validated } from '../testing/validated-log.ts';
import { ComputeFeatures } from './compute-features.ts';

const context: BatchContext = {
  heartbeat: async () => undefined,
  signal: new AbortController().signal,
};

const delivered = (log: ReturnType<typeof logOf>): Delivered[] =>
  log.map((record) => ({
    ...record,
    event: { id: `${record.offset}`, source: 'test', type: 'test', specversion: '1.0' },
    trace: ROOT_CONTEXT,
  }));

const at = (hours: number, over: Partial<ValidatedRecord> = {}) =>
  validated({ raw_id: `r${hours}`, timestamp: T0 + hours * HOUR_MS, ...over });

/** The stores, and processes over them. */
function stage() {
  const store = new MemoryRawStore(HOUR_MS);
  const online = new MemoryOnlineStore();
  const published: EventToSend[] = [];
  const effects: string[] = [];
  let failing: string | null = null;
  /** Fails once, before or after it has had its effect. */
  const effect = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    effects.push(name);
    const fails = failing?.startsWith(name) === true ? failing : null;
    if (fails !== null) failing = null;
    if (fails?.endsWith('before')) throw new HeadroomError('UNAVAILABLE', 'away');
    const result = await work();
    if (fails?.endsWith('after')) throw new HeadroomError('UNAVAILABLE', 'away');
    return result;
  };
  const publisher: Publisher = {
    publish: (events) => effect('publish', async () => void published.push(...events)),
  };
  return {
    store,
    online,
    effects,
    published,
    fail: (which: string) => (failing = which),
    process: (seriesInMemory = 100, views = STREAM_VIEWS) =>
      new ComputeFeatures({
        store: {
          knownArrivals: (ids) => store.knownArrivals(ids),
          prefixes: (ids, before) => store.prefixes(ids, before),
          progress: (source) => store.progress(source),
          history: (id, range, before) => store.history(id, range, before),
          append: (records, refused, admissions) =>
            effect('append', () => store.append(records, refused, admissions)),
        },
        online: {
          read: (keys) => online.read(keys),
          delete: (keys) => online.delete(keys),
          watch: (key, listener) => online.watch(key, listener),
          readWithGuards: (keys, guarded) => online.readWithGuards(keys, guarded),
          write: (entries) => effect('online', () => online.write(entries)),
        },
        publisher,
        cadenceMs: HOUR_MS,
        views: onlineViews(HOUR_MS, views),
        seriesInMemory,
        now: () => T0,
      }),
    vectors: () =>
      published.flatMap((event) => ('bytes' in event ? [decodeVector(event.bytes)] : [])),
    state: async () => ({
      records: [...store.records.values()],
      online: await online.read(ONLINE_KEYS),
    }),
  };
}

/** One partition of an eventful log. */
function eventful(seed: number): Delivered[] {
  const all = delivered(eventfulLog(seed, 80));
  const partition = all[0]?.partition ?? 0;
  return all.filter((message) => message.partition === partition);
}

const batchesOf = (messages: readonly Delivered[], size: number): Delivered[][] =>
  Array.from({ length: Math.ceil(messages.length / size) }, (_, i) =>
    messages.slice(i * size, (i + 1) * size),
  );

async function undisturbed(messages: readonly Delivered[]) {
  const s = stage();
  const process = s.process();
  for (const batch of batchesOf(messages, 4)) await process.handle(batch, context);
  return s.state();
}

describe('ComputeFeatures', () => {
  it('of some views sends and stores their columns alone, under a hash of their own', async () => {
    const all = stage();
    const some = stage();
    const log = delivered(logOf([at(1), at(2)]));
    await all.process().handle(log, context);
    await some.process(100, ['workload_features', 'temporal_features']).handle(log, context);
    const layout = onlineLayout(HOUR_MS, ['workload_features', 'temporal_features']);
    const expected = all.vectors().map((vector) => ({
      ...vector,
      definitionHash: layout.hash,
      values: packVector(layout, vector.values),
    }));
    expect(expected[0]?.values).toHaveLength(21);
    expect(some.vectors()).toEqual(expected);
    expect(some.published.map(({ topic }) => topic.name)).toEqual([
      'features.computed.v1',
      'features.computed.v1',
    ]);
    const [stored] = await some.online.read(ONLINE_KEYS);
    expect(decodeVector(stored?.bytes ?? new Uint8Array())).toEqual(expected[1]);
  });

  it('upserts Postgres, then writes Redis, then publishes', async () => {
    const s = stage();
    const outcomes = await s.process().handle(delivered(logOf([at(1), at(2)])), context);
    expect(outcomes).toEqual([{ kind: 'ok' }, { kind: 'ok' }]);
    expect(s.effects).toEqual(['append', 'online', 'publish']);
    expect(s.published.map(({ topic, key }) => `${topic.name} ${key}`)).toEqual([
      'features.computed.v1 svc-1',
      'features.computed.v1 svc-1',
      'workload.by-cluster.v1 cluster-1',
      'workload.by-cluster.v1 cluster-1',
    ]);
  });

  it('each vector names the last record that changed it, and is open by the prefix up to that', async () => {
    const s = stage();
    // The second hour is revised by the fourth record, when the third hour has begun.
    const log = [at(1), at(2), at(2.5), at(1.5, { raw_id: 'again', cpu_utilization: 0.9 })];
    await s.process().handle(delivered(logOf(log)), context);
    expect(
      s
        .vectors()
        .map(({ bucketEnd, revision, open }) => [
          (bucketEnd - T0) / HOUR_MS,
          revision.offset,
          open,
        ]),
    ).toEqual([
      [1, 0, true],
      [2, 3, false],
      [3, 3, true],
    ]);
    expect(new Set(s.published.map(({ id }) => id)).size).toBe(3 + 4);
  });

  it('a late record is kept and used by nothing', async () => {
    const s = stage();
    const process = s.process();
    await process.handle(delivered(logOf([at(10), at(7)])), context);
    expect([...s.store.records.values()].map(({ late }) => late)).toEqual([false, true]);
    expect(s.vectors()).toHaveLength(1);
    expect(s.published).toHaveLength(2);
  });

  it('a late record that a backfill sends again changes every vector whose windows hold it', async () => {
    const hours = Array.from({ length: 12 }, (_, i) => i + 1).filter((hour) => hour !== 4);
    const late = at(4, { cpu_utilization: 0.99 });
    const log = delivered(
      logOf([...hours.map((h) => at(h)), late, { ...late, backfill: 'b' }, at(13)]),
    );
    const s = stage();
    const process = s.process();
    for (const batch of batchesOf(log, 5)) await process.handle(batch, context);
    const last = new Map(s.vectors().map((vector) => [vector.bucketEnd, vector]));
    const inOrder = stage();
    await inOrder
      .process()
      .handle(
        delivered(
          logOf([...hours, 4, 13].toSorted((a, b) => a - b).map((h) => (h === 4 ? late : at(h)))),
        ),
        context,
      );
    expect(last.size).toBe(13);
    for (const { bucketEnd, values } of inOrder.vectors()) {
      expect(last.get(bucketEnd)?.values, `${(bucketEnd - T0) / HOUR_MS}`).toEqual(values);
    }
    expect([...last.values()].filter(({ revision }) => revision.offset === 12)).toHaveLength(9);
    const [online] = await s.online.read(ONLINE_KEYS);
    expect(online).toMatchObject({ bucketEnd: T0 + 13 * HOUR_MS, revision: 13 });
  });

  it('drops a copy, sends leaps and garbage to dead letters, and goes on', async () => {
    const s = stage();
    const log = delivered(
      logOf([at(1), at(1), at(24 * 31), at(2)]).concat(
        logOf(['{']).map((m) => ({ ...m, offset: 4 })),
      ),
    );
    const outcomes = await s.process().handle(log, context);
    expect(outcomes.map((o) => (o.kind === 'dead-letter' ? o.reason : o.kind))).toEqual([
      'ok',
      'drop',
      'FUTURE_JUMP',
      'ok',
      'NOT_JSON',
    ]);
    expect([...s.store.refused.keys()]).toEqual(['r744']);
    expect(s.vectors()).toHaveLength(2);
  });

  it.each([
    'append before',
    'append after',
    'online before',
    'online after',
    'publish before',
    'publish after',
  ])(
    'a batch whose %s fails is handled again, in the same process, as if it had not been',
    async (which) => {
      const messages = eventful(11);
      const s = stage();
      const process = s.process();
      let failures = 0;
      for (const batch of batchesOf(messages, 4)) {
        s.fail(which);
        await process.handle(batch, context).catch(async () => {
          failures += 1;
          await process.handle(batch, context);
        });
      }
      expect(failures).toBeGreaterThan(3);
      expect(await s.state()).toEqual(await undisturbed(messages));
    },
  );

  it('a partition that was handled elsewhere meanwhile is taken up where it now stands', async () => {
    const messages = eventful(12);
    const s = stage();
    const processes = [s.process(), s.process()];
    for (const [i, batch] of batchesOf(messages, 4).entries()) {
      await processes[i % 2]?.handle(batch, context);
    }
    expect(await s.state()).toEqual(await undisturbed(messages));
  });

  it('forgets the series unused for longest, which changes nothing', async () => {
    const messages = eventful(13);
    const s = stage();
    const process = s.process(1);
    for (const batch of batchesOf(messages, 4)) await process.handle(batch, context);
    expect(await s.state()).toEqual(await undisturbed(messages));
  });

  it('invariant 3: an older bucket or revision never overwrites a newer one', async () => {
    const s = stage();
    const messages = delivered(logOf([at(1), at(2), at(1.5), at(3)]));
    await s.process().handle(messages, context);
    const key = { view: ONLINE_VIEWS.serviceVector, entity: 'svc-1' };
    const newest = await s.online.read([key]);
    expect(newest[0]).toMatchObject({ bucketEnd: T0 + 3 * HOUR_MS, revision: 3 });
    // A process that hung comes back with what it had in hand.
    for (const batch of batchesOf(messages.slice(0, 3), 1))
      await s.process().handle(batch, context);
    expect(await s.online.read([key])).toEqual(newest);
  });

  it('the events of a batch are in the topics their consumers read', async () => {
    const s = stage();
    const messages = delivered(logOf([at(1)]));
    await s.process().handle(messages, context);
    const [, byCluster] = s.published;
    expect(byCluster?.topic).toBe(TOPICS.workloadByCluster);
    expect(byCluster && 'data' in byCluster ? byCluster.data : null).toEqual({
      ...at(1),
      arrival_seq: { partition: messages[0]?.partition, offset: 0 },
    });
  });
});
