import { ONLINE_VIEWS, TOPICS } from '@headroom/contracts';
import { onlineLayout, packVector } from '@headroom/feature-engine';
import { OK } from '@headroom/messaging';
import { encodeVector, MemoryOnlineStore } from '@headroom/storage';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryPredictionStore } from '../domain/memory-prediction-store.ts';
import { MemoryRecommendationStore } from '../domain/memory-recommendation-store.ts';
import { decodePrediction, predictionKey } from '../domain/online-predictions.ts';
import { ServedModel } from '../domain/served-model.ts';
import { buildFixture } from '../testing/built-model.ts';
import { CADENCE } from '../testing/fixture-model.ts';
import { SCALING } from '../testing/scaling.ts';
import { CONTEXT, SentEvents, vectorMessage } from '../testing/messages.ts';
import { clusterWindow, T0, vector } from '../testing/vectors.ts';
import { PredictStream } from './predict-stream.ts';

let served: ServedModel;
let store: MemoryPredictionStore;
let online: MemoryOnlineStore;
let publisher: SentEvents;
let now = 1;
const stream = () =>
  new PredictStream({
    served,
    store,
    recommendations: new MemoryRecommendationStore(),
    online,
    publisher,
    cadenceMs: CADENCE,
    scaling: SCALING,
    now: () => now,
  });
/** Predictions that were published. */
const told = () => publisher.sent.filter(({ topic }) => topic === TOPICS.predictionsMade);
const onlinePrediction = async (id: string) => {
  const [value] = await online.read([predictionKey(id)]);
  return value === null || value === undefined ? null : decodePrediction(value.bytes);
};
const putWindow = (hour: number, cpu: number, revision: number) =>
  online.write([
    {
      view: ONLINE_VIEWS.clusterWindows,
      entity: 'cluster-1',
      bucketEnd: T0,
      revision,
      bytes: Buffer.from(JSON.stringify([clusterWindow(hour, cpu)])),
    },
  ]);

beforeEach(() => {
  served = new ServedModel();
  served.settle();
  served.swap(buildFixture('1', 0.5));
  store = new MemoryPredictionStore();
  online = new MemoryOnlineStore();
  publisher = new SentEvents();
});

describe('the stream of vectors', () => {
  it('waits until it is known which model serves', async () => {
    served = new ServedModel();
    const handled = stream().handle([vectorMessage(0, encodeVector(vector(1)))], CONTEXT);
    await expect(handled).rejects.toMatchObject({ code: 'UNAVAILABLE', retriable: true });
  });

  it('is dropped while no model serves, its services kept in mind', async () => {
    served.swap(null);
    const message = vectorMessage(0, encodeVector(vector(1)));
    expect(await stream().handle([message], CONTEXT)).toEqual([
      { kind: 'drop', reason: 'NO_MODEL' },
    ]);
    expect(await store.services('', 9)).toEqual(['svc-1']);
    expect(publisher.sent).toEqual([]);
  });

  it('keeps every prediction, the newest online, and tells of each in the trace of its vector', async () => {
    const messages = [
      vector(2),
      vector(1),
      vector(2, { revision: { partition: 0, offset: 5 } }),
    ].map((one, i) => vectorMessage(i, encodeVector(one)));
    expect(await stream().handle(messages, CONTEXT)).toEqual([OK, OK, OK]);
    expect(store.predictions.size).toBe(3);
    expect((await onlinePrediction('svc-1'))?.made).toMatchObject({
      bucket_end: vector(2).bucketEnd,
      arrival_seq: { partition: 0, offset: 5 },
    });
    expect(told().map(({ cause }) => cause)).toEqual(messages);
    expect(new Set(told().map(({ id }) => id)).size).toBe(3);
  });

  it('has its own outcome for each message', async () => {
    const good = encodeVector(vector(1));
    const messages = [
      null,
      Buffer.from('garbage'),
      good.slice(0, -8),
      encodeVector(vector(1, { values: new Float64Array(3) })),
      encodeVector(vector(1, { serviceId: 'no id' })),
      encodeVector(vector(1, { definitionHash: '0123456789abcdef' })),
      encodeVector(vector(1, { level: NaN })),
      encodeVector(vector(1, { scale: NaN })),
      good,
    ].map((value, i) => vectorMessage(i, value));
    const bad = { kind: 'dead-letter', reason: 'BAD_VECTOR' };
    expect(await stream().handle(messages, CONTEXT)).toMatchObject([
      bad,
      bad,
      bad,
      { ...bad, message: expect.stringContaining('has 3 values') },
      { ...bad, message: expect.stringContaining('service_id "no id"') },
      { kind: 'drop', reason: expect.stringContaining('STALE_DEFINITION') },
      { kind: 'drop', reason: 'NO_LEVEL' },
      { kind: 'drop', reason: 'WARMING_UP' },
      OK,
    ]);
    expect(told().length).toBe(1);
  });

  it('scores a vector of fewer views if the model reads no more', async () => {
    const layout = onlineLayout(CADENCE, ['workload_features']);
    const whole = vector(1);
    const light = {
      ...whole,
      definitionHash: layout.hash,
      values: packVector(layout, whole.values),
    };
    const longer = encodeVector({ ...light, values: whole.values });
    const messages = [encodeVector(light), longer].map((value, i) => vectorMessage(i, value));
    expect(await stream().handle(messages, CONTEXT)).toMatchObject([OK, { kind: 'dead-letter' }]);
    const first = await onlinePrediction('svc-1');
    expect(first?.made).toMatchObject({
      prediction: 0.4 + 0.5 * 0.1,
      definition_hash: layout.hash,
    });
  });

  it('says the same when a vector comes again, though its cluster window has changed', async () => {
    await putWindow(0, 0.9, 1);
    const message = vectorMessage(0, encodeVector(vector(1)));
    await stream().handle([message], CONTEXT);
    const first = await onlinePrediction('svc-1');
    expect(first?.made).toMatchObject({ prediction: 0.4 + 1.5 * 0.1, cluster_window_end: T0 });
    await putWindow(0, 0.1, 2);
    now = 2;
    await stream().handle([message], CONTEXT);
    expect(told()[1]).toEqual(told()[0]);
    expect(await onlinePrediction('svc-1')).toEqual(first);
  });
});
