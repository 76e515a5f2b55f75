import { ONLINE_VIEWS } from '@headroom/contracts';
import { encodeVector, MemoryOnlineStore, type FeatureVector } from '@headroom/storage';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { onlineEntry } from '../domain/online-predictions.ts';
import { predictionOf } from '../domain/prediction.ts';
import { ServedModel } from '../domain/served-model.ts';
import { buildFixture } from '../testing/built-model.ts';
import { clusterWindow, T0, vector } from '../testing/vectors.ts';
import { AnswerPredictions } from './answer-predictions.ts';

let served: ServedModel;
let online: MemoryOnlineStore;
const now = T0 + 5 * 3_600_000;
const old = buildFixture('1', 0.5);
const current = buildFixture('2', -1);
const answers = () => new AnswerPredictions({ served, online, now: () => now });
const guard = (one: FeatureVector) => ({
  entity: one.serviceId,
  bucketEnd: one.bucketEnd,
  revision: one.revision.offset,
});
const putVector = (one: FeatureVector) =>
  online.write([{ ...guard(one), view: ONLINE_VIEWS.serviceVector, bytes: encodeVector(one) }]);

beforeEach(() => {
  served = new ServedModel();
  served.settle();
  served.swap(current);
  online = new MemoryOnlineStore();
});

describe('a prediction that is asked for', () => {
  it('is the one made when the newest vector came, of which only the guard is read', async () => {
    await putVector(vector(1));
    const made = predictionOf(current, vector(1), null, 0.123);
    await online.write([onlineEntry({ made, computedAt: now - 7 })]);
    const read = vi.spyOn(online, 'readWithGuards');
    expect(await answers().one('svc-1')).toEqual({
      ...made,
      precomputed: true,
      computed_at: now - 7,
      computed_age_ms: 7,
      event_age_ms: 4 * 3_600_000,
    });
    expect(read).toHaveBeenCalledTimes(1);
    expect(read.mock.calls[0]?.[0].map(({ view }) => view)).toEqual(['prediction']);
  });

  it('is kept as long as it stands: of the service only a guard is read', async () => {
    const asked = answers();
    const put = async (model: typeof current, hour: number, cpu: number) => {
      await putVector(vector(hour));
      const made = predictionOf(model, vector(hour), null, cpu);
      await online.write([onlineEntry({ made, computedAt: now })]);
    };
    await put(current, 1, 0.1);
    const first = await asked.one('svc-1');
    const read = vi.spyOn(online, 'readWithGuards');
    expect(await asked.one('svc-1')).toEqual(first);
    expect(read.mock.calls.map(([keys, guards]) => [keys.length, guards.length])).toEqual([[0, 1]]);
    await put(current, 2, 0.2);
    expect(await asked.one('svc-1')).toMatchObject({ prediction: 0.2, precomputed: true });
    served.swap(old);
    expect(await asked.one('svc-1')).toMatchObject({ model_version: '1', precomputed: false });
    await put(old, 2, 0.3);
    expect(await asked.one('svc-1')).toMatchObject({ prediction: 0.3, precomputed: true });
    await online.delete([{ view: ONLINE_VIEWS.serviceVector, entity: 'svc-1' }]);
    await expect(asked.one('svc-1')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each([
    ['there is none', []],
    [
      'it is of the model before',
      [onlineEntry({ made: predictionOf(old, vector(2), null, 0.9), computedAt: 1 })],
    ],
    [
      'it is of an older bucket',
      [onlineEntry({ made: predictionOf(current, vector(1), null, 0.9), computedAt: 1 })],
    ],
    [
      'it is of an older revision of the bucket',
      [
        onlineEntry({
          made: predictionOf(
            current,
            vector(2, { revision: { partition: 0, offset: 1 } }),
            null,
            0.9,
          ),
          computedAt: 1,
        }),
      ],
    ],
    [
      'it is of a definition that this release does not know',
      [
        onlineEntry({
          made: predictionOf(current, vector(2, { definitionHash: '0123456789abcdef' }), null, 0.9),
          computedAt: 1,
        }),
      ],
    ],
    [
      'it cannot be read',
      [
        {
          ...onlineEntry({ made: predictionOf(current, vector(2), null, 0.9), computedAt: 1 }),
          bytes: Buffer.from('{}'),
        },
      ],
    ],
  ])('is computed from the newest vector when %s', async (_, entries) => {
    await putVector(vector(2));
    await online.write(entries);
    await online.write([
      {
        view: ONLINE_VIEWS.clusterWindows,
        entity: 'cluster-1',
        bucketEnd: T0,
        revision: 0,
        bytes: Buffer.from(JSON.stringify([clusterWindow(0, 0.9)])),
      },
    ]);
    expect(await answers().one('svc-1')).toMatchObject({
      prediction: 0.4,
      precomputed: false,
      model_version: '2',
      bucket_end: vector(2).bucketEnd,
      cluster_window_end: T0,
      computed_age_ms: 0,
    });
  });

  it('is refused with the reason', async () => {
    await putVector(vector(1, { serviceId: 'young', scale: NaN }));
    await putVector(vector(1, { serviceId: 'silent', level: NaN }));
    await putVector(vector(1, { serviceId: 'stale', definitionHash: '0123456789abcdef' }));
    const code = (id: string) =>
      answers()
        .one(id)
        .then(
          () => null,
          (error: unknown) => error,
        );
    expect(await code('young')).toMatchObject({ code: 'WARMING_UP' });
    expect(await code('silent')).toMatchObject({ code: 'NO_LEVEL' });
    expect(await code('stale')).toMatchObject({ code: 'UNAVAILABLE' });
    expect(await code('nobody')).toMatchObject({ code: 'NOT_FOUND' });
    served.swap(null);
    expect(await code('nobody')).toMatchObject({ code: 'NO_MODEL' });
  });

  it('comes in the order of the ids, each with its own answer', async () => {
    await putVector(vector(1, { serviceId: 'a' }));
    await putVector(vector(1, { serviceId: 'young', scale: NaN }));
    await putVector(vector(1, { serviceId: 'b', level: 0.7 }));
    const made = predictionOf(current, vector(1, { serviceId: 'a' }), null, 0.5);
    await online.write([onlineEntry({ made, computedAt: now })]);
    expect(await answers().many(['b', 'young', 'a', 'nobody', 'b'])).toMatchObject([
      { service_id: 'b', prediction: 0.7 - 0.1, precomputed: false },
      { service_id: 'young', error: { code: 'WARMING_UP', status: 409 } },
      { service_id: 'a', prediction: 0.5, precomputed: true },
      { service_id: 'nobody', error: { code: 'NOT_FOUND', status: 404 } },
      { service_id: 'b', prediction: 0.7 - 0.1 },
    ]);
  });
});
