import { ONLINE_VIEWS, TOPICS } from '@headroom/contracts';
import { HOUR_MS } from '@headroom/feature-engine';
import type { BatchContext, Delivered, EventToSend } from '@headroom/messaging';
import { decodeVector, encodeVector, MemoryOnlineStore } from '@headroom/storage';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { expect, it, vi } from 'vitest';
import { onlineViews, STREAM_VIEWS } from '../../domain/online-views.ts';
import { MemoryRawStore } from '../../domain/memory-raw-store.ts';
import { eventfulLog } from '../../testing/validated-log.ts';
import { ComputeFeatures } from '../compute-features.ts';
import type { CausedVector } from '../compute-vectors.ts';
import { WatchParity } from './watch-parity.ts';

const context: BatchContext = {
  heartbeat: async () => undefined,
  signal: new AbortController().signal,
};

/** A stream that has run, and what watches it. */
async function stage(share = 1, names = STREAM_VIEWS) {
  const views = onlineViews(HOUR_MS, names);
  const store = new MemoryRawStore(HOUR_MS);
  const online = new MemoryOnlineStore();
  const published: EventToSend[] = [];
  const publisher = {
    publish: async (events: readonly EventToSend[]) => void published.push(...events),
  };
  const log = eventfulLog(5, 120);
  const partition = log[0]?.partition ?? 0;
  const messages = log
    .filter((record) => record.partition === partition)
    .map((record): Delivered => ({
      ...record,
      event: { id: `${record.offset}`, source: 'test', type: 'test', specversion: '1.0' },
      trace: ROOT_CONTEXT,
    }));
  const vectors: CausedVector[] = [];
  const compute = new ComputeFeatures({
    store,
    online,
    publisher,
    cadenceMs: HOUR_MS,
    views,
    seriesInMemory: 9,
    now: () => 0,
    published: (some) => vectors.push(...some),
  });
  await compute.handle(messages, context);
  const [first] = vectors;
  if (first === undefined) throw new Error('no vectors');
  published.length = 0;
  const errors: unknown[] = [];
  const failed = (error: unknown) => void errors.push(error);
  const clock = { ms: 0 };
  const watch = new WatchParity({
    ...{ store, online, publisher, cadenceMs: HOUR_MS, share, failed },
    layout: views.layout,
    now: () => clock.ms,
  });
  const look = async (times = 1) => {
    for (let time = 0; time < times; time++) watch.published([first]);
    await watch.idle();
  };
  return { store, online, published, errors, clock, serviceId: first.vector.serviceId, look };
}

it('says nothing of vectors that are what the batch computes', async () => {
  const { look, published, errors } = await stage();
  await look();
  expect(published).toEqual([]);
  expect(errors).toEqual([]);
});

it('compares what the stream computes, where that is not all', async () => {
  const { look, published, errors } = await stage(1, ['workload_features', 'lag_features']);
  await look();
  expect(published).toEqual([]);
  expect(errors).toEqual([]);
});

it('raises one alert, always the same, for a vector that is not', async () => {
  const { look, online, published, serviceId } = await stage();
  const key = { view: ONLINE_VIEWS.serviceVector, entity: serviceId };
  const [value] = await online.read([key]);
  if (value == null) throw new Error('nothing online');
  const vector = decodeVector(value.bytes);
  vector.values[0] = (vector.values[0] ?? 0) + 1e-12;
  await online.write([{ ...key, ...value, bytes: encodeVector(vector) }]);
  await look();
  await look();
  expect(published).toHaveLength(2);
  expect(published[1]).toEqual(published[0]);
  expect(published[0]).toMatchObject({
    topic: TOPICS.alertsRaised,
    data: { rule: 'features.parity', message: expect.stringContaining('1 of 345 values') },
  });
});

it('looks at no more than its share', async () => {
  const { look, store } = await stage(0);
  const history = vi.spyOn(store, 'history');
  await look();
  expect(history).not.toHaveBeenCalled();
});

it('takes one look at a time, rests forty-nine times as long, and goes on after one that failed', async () => {
  const { look, store, errors, clock } = await stage();
  const history = vi.spyOn(store, 'history').mockImplementationOnce(async () => {
    clock.ms += 10;
    throw new Error('away');
  });
  await look(100);
  expect(history).toHaveBeenCalledTimes(1);
  expect(errors).toEqual([new Error('away')]);
  clock.ms = 499;
  await look();
  expect(history).toHaveBeenCalledTimes(1);
  clock.ms = 500;
  await look();
  expect(history).toHaveBeenCalledTimes(2);
});
