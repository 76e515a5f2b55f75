import { ONLINE_VIEWS } from '@headroom/contracts';
import { MemoryOnlineStore } from '@headroom/storage';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CADENCE } from '../testing/fixture-model.ts';
import { clusterWindow, T0 } from '../testing/vectors.ts';
import { OnlineClusters } from './online-clusters.ts';

let online: MemoryOnlineStore;
let clusters: OnlineClusters;
const put = (entity: string, revision: number, cpu: number) =>
  online.write([
    {
      ...{ view: ONLINE_VIEWS.clusterWindows, entity, bucketEnd: T0, revision },
      bytes: Buffer.from(JSON.stringify([clusterWindow(0, cpu)])),
    },
  ]);
const cpuOf = async (...ids: string[]) => {
  const views = await clusters.views(new Set(ids), CADENCE);
  return ids.map((id) => views.get(id)?.seenAt(T0 + 3_600_000)?.values[0]);
};

beforeEach(() => {
  online = new MemoryOnlineStore();
  clusters = new OnlineClusters(online);
});

describe('windows of clusters', () => {
  it('are read whole only when they are new or changed', async () => {
    await put('a', 1, 0.1);
    expect(await cpuOf('a', 'nobody')).toEqual([0.1, undefined]);
    const read = vi.spyOn(online, 'readWithGuards');
    await put('b', 1, 0.5);
    expect(await cpuOf('a', 'b')).toEqual([0.1, 0.5]);
    const entities = () => read.mock.calls.map(([keys]) => keys.map(({ entity }) => entity));
    expect(entities()).toEqual([['b']]);
    await put('a', 2, 0.2);
    expect(await cpuOf('a', 'b')).toEqual([0.2, 0.5]);
    expect(entities()).toEqual([['b'], [], ['a']]);
  });

  it('are not read where their guards were', async () => {
    await put('a', 1, 0.1);
    await cpuOf('a');
    expect(['a', 'b'].map((id) => clusters.has(id))).toEqual([true, false]);
    const read = vi.spyOn(online, 'readWithGuards');
    const guards = new Map([['a', { bucketEnd: T0, revision: 1 }]]);
    expect((await clusters.views(new Set(['a']), CADENCE, guards)).size).toBe(1);
    expect(read).not.toHaveBeenCalled();
  });

  it('are decoded anew for another cadence', async () => {
    await put('a', 1, 0.1);
    await cpuOf('a');
    const views = await clusters.views(new Set(['a']), CADENCE / 12);
    expect(views.get('a')?.cadenceMs).toBe(CADENCE / 12);
  });

  it('are gone when they were deleted', async () => {
    await put('a', 1, 0.1);
    await cpuOf('a');
    await online.delete([{ view: ONLINE_VIEWS.clusterWindows, entity: 'a' }]);
    expect(await cpuOf('a')).toEqual([undefined]);
  });
});
