import { ONLINE_VIEWS } from '@headroom/contracts';
import { encodeVector, MemoryOnlineStore, type FeatureVector } from '@headroom/storage';
import { expect, it } from 'vitest';
import { MemoryPredictionStore } from '../domain/memory-prediction-store.ts';
import { buildFixture } from '../testing/built-model.ts';
import { fixtureModel } from '../testing/fixture-model.ts';
import { CONTEXT, modelMessage, SentEvents } from '../testing/messages.ts';
import { vector } from '../testing/vectors.ts';
import { rescoreServices } from './rescore-services.ts';

const online = new MemoryOnlineStore();
const store = new MemoryPredictionStore();
const cause = modelMessage(0, fixtureModel('1', 0).event);
const put = (one: FeatureVector) =>
  online.write([
    {
      view: ONLINE_VIEWS.serviceVector,
      entity: one.serviceId,
      bucketEnd: one.bucketEnd,
      revision: one.revision.offset,
      bytes: encodeVector(one),
    },
  ]);

it('a new model predicts for every service that has a usable vector, and says the same again', async () => {
  const ids = Array.from({ length: 1_203 }, (_, i) => `svc-${i}`);
  await store.remember([...ids, 'gone', 'stale', 'young']);
  for (const serviceId of ids) await put(vector(1, { serviceId }));
  await put(vector(1, { serviceId: 'stale', definitionHash: '0123456789abcdef' }));
  await put(vector(1, { serviceId: 'young', scale: NaN }));

  const rescore = async (version: string) => {
    const publisher = new SentEvents();
    const ports = { store, online, publisher };
    await rescoreServices(buildFixture(version, 0), cause, CONTEXT, ports, () => 1);
    return publisher.sent;
  };
  const first = await rescore('1');
  expect(first.map(({ key }) => key).toSorted()).toEqual(ids.toSorted());
  expect(new Set(first.map((event) => event.cause))).toEqual(new Set([cause]));
  expect(await rescore('1')).toEqual(first);
  // The same trees under a new version are predictions of their own.
  const second = await rescore('2');
  expect(store.predictions.size).toBe(2 * ids.length);
  expect(second.map(({ id }) => id)).not.toContain(first[0]?.id);
});
