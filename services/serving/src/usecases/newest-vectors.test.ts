import { ONLINE_VIEWS } from '@headroom/contracts';
import { encodeVector, MemoryOnlineStore, type FeatureVector } from '@headroom/storage';
import { beforeEach, expect, it, vi } from 'vitest';
import { CADENCE } from '../testing/fixture-model.ts';
import { clusterWindow, T0, vector } from '../testing/vectors.ts';
import { newestVectors } from './newest-vectors.ts';
import { onlineClusters } from './online-clusters.ts';

let online: MemoryOnlineStore;
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
const read = async (...ids: string[]) =>
  (await newestVectors(online).read(ids, CADENCE, true)).vectors;

beforeEach(() => {
  online = new MemoryOnlineStore();
});

it('are read whole only when they are new or changed, in the order of the ids', async () => {
  await put(vector(1, { serviceId: 'a' }));
  await put(vector(1, { serviceId: 'b' }));
  await read('a');
  const guarded = vi.spyOn(online, 'readWithGuards');
  const [b, a] = await read('b', 'a');
  expect([b?.serviceId, a?.serviceId]).toEqual(['b', 'a']);
  const entities = (keys: readonly { entity: string }[]) => keys.map(({ entity }) => entity);
  expect(guarded.mock.calls.map(([keys, guards]) => [entities(keys), entities(guards)])).toEqual([
    [['b'], ['a']],
  ]);
  await put(vector(2, { serviceId: 'a', level: 0.9 }));
  const whole = vi.spyOn(online, 'read');
  expect((await read('a', 'b')).map(({ values }) => values[0])).toEqual([0.9, 0.4]);
  expect(entities(whole.mock.lastCall?.[0] ?? [])).toEqual(['a']);
});

it('are the same whether they are kept or not', async () => {
  await put(vector(1));
  const [fresh] = await read('svc-1');
  const [kept] = await read('svc-1');
  expect(kept).toEqual(fresh);
});

it('come with the guards of the clusters that they were seen in', async () => {
  const guard = { bucketEnd: T0, revision: 1 };
  await online.write([
    {
      ...{ view: ONLINE_VIEWS.clusterWindows, entity: 'cluster-1', ...guard },
      bytes: Buffer.from(JSON.stringify([clusterWindow(0, 0.2)])),
    },
  ]);
  await put(vector(1));
  const clusters = async () =>
    (await newestVectors(online).read(['svc-1'], CADENCE, true)).clusters;
  expect([...(await clusters())]).toEqual([]);
  expect([...(await clusters())]).toEqual([]);
  await onlineClusters(online).views(new Set(['cluster-1']), CADENCE);
  expect([...(await clusters())]).toEqual([['cluster-1', guard]]);
});

it('are refused when they were deleted, or are of another definition', async () => {
  await put(vector(1));
  await read('svc-1');
  await online.delete([{ view: ONLINE_VIEWS.serviceVector, entity: 'svc-1' }]);
  await expect(read('svc-1')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await put(vector(1, { serviceId: 'other', definitionHash: '0123456789abcdef' }));
  await expect(read('other')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(read('other')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
