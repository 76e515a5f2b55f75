import { TOPICS } from '@headroom/contracts';
import { InMemoryBroker, type BatchHandler } from '@headroom/messaging';
import { encodeVector, MemoryOnlineStore } from '@headroom/storage';
import { runCrashSchedules } from '@headroom/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryPredictionStore } from '../../domain/memory-prediction-store.ts';
import { ServedModel } from '../../domain/served-model.ts';
import { buildFixture } from '../../testing/built-model.ts';
import { fillOnline, seeded, vectorLog, type CrashPorts } from '../../testing/crash-world.ts';
import { CADENCE } from '../../testing/fixture-model.ts';
import { CONTEXT, SentEvents, vectorMessage } from '../../testing/messages.ts';
import { vector } from '../../testing/vectors.ts';
import { ShadowStream } from './shadow-stream.ts';

const served = new ServedModel();
const challenger = new ServedModel();
let store: MemoryPredictionStore;
let sent: SentEvents;
let shadow: ShadowStream;
beforeEach(() => {
  store = new MemoryPredictionStore();
  sent = new SentEvents();
  served.swap(buildFixture('1', 0.5));
  challenger.swap(buildFixture('2', -1));
  const online = new MemoryOnlineStore();
  shadow = new ShadowStream({
    ...{ served, challenger, store, online, publisher: sent, cadenceMs: CADENCE, now: () => 5 },
  });
});
const hear = (handler: BatchHandler, hour: number, ingestedAt = 0) =>
  handler([{ ...vectorMessage(hour, encodeVector(vector(hour))), ingestedAt }], CONTEXT);

describe('the shadow stream', () => {
  it('tells what the challenger would have said on a topic of its own', async () => {
    await hear(shadow.handle, 1);
    expect(sent.sent.map(({ topic }) => topic.name)).toEqual(['predictions.shadow.v1']);
    expect([...store.predictions.values()]).toMatchObject([
      { made: { model_version: '2', prediction: 0.4 - 0.1 }, computedAt: 5 },
    ]);
  });

  it('does nothing without a challenger, and where it is the champion itself', async () => {
    challenger.swap(null);
    await hear(shadow.handle, 1);
    challenger.swap(buildFixture('1', 0.5));
    await hear(shadow.handle, 2);
    expect(sent.sent).toEqual([]);
  });

  it('passes over what came before the challenger, and what cannot be read', async () => {
    shadow.startFrom(100);
    await hear(shadow.handle, 1, 99);
    await hear(shadow.handle, 2, 100);
    expect(sent.sent).toHaveLength(1);
    const garbage = { ...vectorMessage(3, Buffer.from('HRV1 garbage')), ingestedAt: 100 };
    expect(await shadow.handle([garbage], CONTEXT)).toEqual([{ kind: 'ok' }]);
    expect(sent.sent).toHaveLength(1);
  });

  it('invariant 1: a crash after any effect loses nothing and doubles nothing', async () => {
    let ticks = 0;
    const report = await runCrashSchedules<Pick<CrashPorts, 'publisher' | 'store' | 'online'>>(
      {
        topic: TOPICS.featuresComputed,
        group: 'serving-shadow',
        log: vectorLog(seeded(5), 40),
        world: async () => {
          const kept = new MemoryPredictionStore();
          const online = new MemoryOnlineStore();
          await fillOnline(online);
          return {
            ports: { store: kept, online, publisher: new InMemoryBroker().bus().publisher },
            snapshot: async () =>
              [...kept.predictions.values()]
                .map(({ made }) => made)
                .toSorted((a, b) => (a.prediction_id < b.prediction_id ? -1 : 1)),
          };
        },
        effects: { store: ['save'], online: ['write'] },
        process: (ports) =>
          new ShadowStream({
            ...{ ...ports, served, challenger, cadenceMs: CADENCE, now: () => ++ticks },
          }).handle,
      },
      { schedules: 100 },
    );
    expect(Object.keys(report.byEffect).toSorted()).toEqual(['commit', 'publish', 'store.save']);
  }, 60_000);
});
