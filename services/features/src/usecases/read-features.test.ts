import { ONLINE_VIEWS, type ClusterWindowVersion } from '@headroom/contracts';
import { HOUR_MS, onlineLayout, packVector, VECTOR_LENGTH } from '@headroom/feature-engine';
import { encodeVector, MemoryOnlineStore, type OnlineKey } from '@headroom/storage';
import { describe, expect, it } from 'vitest';
import { MemoryClusterStore } from '../domain/memory-cluster-store.ts';
import { T0 } from '../testing/validated-log.ts';
import { OnlineRows } from './online-rows.ts';
import { ReadFeatures } from './read-features.ts';
import { SourceClocks } from './source-clocks.ts';

const C = HOUR_MS;
const SOURCE = 'headroom/generation#1';
const hour = (h: number) => T0 + h * HOUR_MS;

class CountedOnlineStore extends MemoryOnlineStore {
  reads = 0;
  override async read(keys: readonly OnlineKey[]) {
    this.reads += 1;
    return super.read(keys);
  }
}

const window = (end: number, reqSum: number): ClusterWindowVersion => ({
  cluster_id: 'c',
  end: hour(end),
  version: 7,
  cluster_cpu_mean: 0.5,
  cluster_cpu_max: null,
  cluster_mem_mean: 0.4,
  cluster_req_sum: reqSum,
  cluster_service_count: 3,
});

function stage(now: number, views?: readonly string[]) {
  const layout = onlineLayout(C, views);
  const online = new CountedOnlineStore();
  const clusters = new MemoryClusterStore(() => []);
  let told: (source: string | null) => void = () => undefined;
  const clock = { source: hour(now), asked: 0 };
  const clocks = new SourceClocks(
    {
      progress: async () => {
        clock.asked += 1;
        return { now: clock.source, rows: 1, late: 0, refused: 0 };
      },
    },
    {
      subscribe: (listener) => {
        told = listener;
        return () => undefined;
      },
    },
    () => hour(500),
  );
  return {
    online,
    clusters,
    clock,
    told: (source: string | null) => told(source),
    features: new ReadFeatures(new OnlineRows(online, clusters, C, layout), clocks, C),
    async put(
      end: number,
      over: { clock?: 'event' | 'wall'; hash?: string; cluster?: string } = {},
    ) {
      const guard = { entity: 'svc', bucketEnd: hour(end), revision: end };
      const values = new Float64Array(VECTOR_LENGTH).fill(NaN);
      values.set([0.25, 0.5, NaN, NaN, 100]);
      const vector = encodeVector({
        definitionHash: over.hash ?? layout.hash,
        serviceId: 'svc',
        clusterId: over.cluster ?? 'c',
        bucketEnd: hour(end),
        revision: { partition: 1, offset: end },
        open: true,
        values: packVector(layout, values),
      });
      const source = { source: SOURCE, clock: over.clock ?? 'event' };
      await online.write([
        { ...guard, view: ONLINE_VIEWS.serviceVector, bytes: vector },
        { ...guard, view: ONLINE_VIEWS.serviceSource, bytes: Buffer.from(JSON.stringify(source)) },
      ]);
    },
    async putWindows(...windows: ClusterWindowVersion[]) {
      await online.write([
        {
          view: ONLINE_VIEWS.clusterWindows,
          entity: windows[0]?.cluster_id ?? '',
          bucketEnd: windows.at(-1)?.end ?? 0,
          revision: 1,
          bytes: Buffer.from(JSON.stringify(windows)),
        },
      ]);
    },
  };
}

const TRAINING = 'cloud_optimizer_training';

describe('ReadFeatures', () => {
  it('tells views that the stream does not compute as missing, not as views without values', async () => {
    const s = stage(10, ['workload_features', 'temporal_features']);
    await s.put(10);
    const { views, event_timestamp: time } = await s.features.one('svc', TRAINING);
    expect(time).not.toBeNull();
    expect(views).toMatchObject({
      workload_features: { status: 'FRESH', values: { cpu_utilization: 0.25 } },
      rolling_features: { status: 'MISSING', event_timestamp: null },
      interaction_features: { values: { cpu_x_mem: 0.125 } },
      extra: { status: 'FRESH' },
    });
    expect(Object.keys(views['extra']?.values ?? {})).toEqual([
      'level',
      'scale',
      'cpu_utilization_rel',
    ]);
  });

  it('tells values, interactions and what is missing', async () => {
    const s = stage(10);
    await s.put(10);
    await s.putWindows(window(8, 300), window(9, 400), window(10, 500));
    const { views, cluster_window } = await s.features.one('svc', TRAINING);
    expect(cluster_window).toEqual({ end: hour(9), version: 7 });
    expect(views['workload_features']?.values).toMatchObject({
      cpu_utilization: 0.25,
      network_io_mbps: null,
    });
    expect(views['cluster_features']).toEqual({
      status: 'FRESH',
      event_timestamp: new Date(hour(9)).toISOString(),
      values: {
        cluster_cpu_mean: 0.5,
        cluster_cpu_max: null,
        cluster_mem_mean: 0.4,
        cluster_req_sum: 400,
        cluster_service_count: 3,
      },
    });
    expect(views['interaction_features']?.values).toMatchObject({
      cpu_x_mem: 0.125,
      cpu_per_req: 0.25 / (100 + 1e-9),
      cpu_x_net: null,
      cluster_req_share: 100 / (400 + 1e-9),
    });
  });

  it('is stale by the clock of its source alone: data of years ago is fresh while its source stands still', async () => {
    const s = stage(13);
    await s.put(10);
    expect(await s.features.one('svc', TRAINING)).toMatchObject({
      now: new Date(hour(13)).toISOString(),
      open: false,
      views: { workload_features: { status: 'FRESH' } },
    });
    s.clock.source = hour(13) + 1;
    expect((await s.features.one('svc', TRAINING)).views['lag_features']?.status).toBe('FRESH');
    s.told(SOURCE);
    const { views } = await s.features.one('svc', TRAINING);
    expect(views['lag_features']?.status).toBe('STALE');
    expect(views['cluster_features']?.status).toBe('MISSING');
    expect(s.clock.asked).toBe(2);
  });

  it("a wall clock is the machine's", async () => {
    const s = stage(10);
    await s.put(10, { clock: 'wall' });
    expect(await s.features.one('svc', TRAINING)).toMatchObject({
      now: new Date(hour(500)).toISOString(),
      views: { workload_features: { status: 'STALE' } },
    });
    expect(s.clock.asked).toBe(0);
  });

  it('takes one round trip once it knows the cluster, two when that has changed', async () => {
    const s = stage(10);
    await s.put(9);
    await s.putWindows(window(8, 300));
    const reads = async () => {
      const before = s.online.reads;
      await s.features.many(['svc', 'nobody'], TRAINING);
      return s.online.reads - before;
    };
    expect([await reads(), await reads()]).toEqual([2, 1]);
    await s.put(10, { cluster: 'other' });
    expect([await reads(), await reads()]).toEqual([2, 1]);
  });

  it('looks for a window behind those that are online in the offline store', async () => {
    const s = stage(10);
    await s.put(10);
    await s.clusters.append([window(5, 50), window(9, 90)]);
    await s.putWindows(window(10, 100), window(11, 110));
    expect(await s.features.one('svc', TRAINING)).toMatchObject({
      cluster_window: { end: hour(9) },
      views: { interaction_features: { values: { cluster_req_share: 100 / (90 + 1e-9) } } },
    });
  });

  it('a feature service without cluster features has its dependency all the same', async () => {
    const s = stage(10);
    await s.put(10);
    await s.putWindows(window(9, 400));
    const { views } = await s.features.one('svc', 'cloud_optimizer_inference');
    expect(Object.keys(views)).toEqual([
      'workload_features',
      'temporal_features',
      'lag_features',
      'interaction_features',
      'extra',
    ]);
    expect(views['interaction_features']?.values['cluster_req_share']).toBeCloseTo(0.25);
  });

  it('a vector of another definition is no vector', async () => {
    const s = stage(10);
    await s.put(10, { hash: 'f'.repeat(16) });
    await expect(s.features.one('svc', TRAINING)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const [answer] = await s.features.many(['svc'], TRAINING);
    expect(answer?.views['workload_features']).toMatchObject({
      status: 'MISSING',
      values: { cpu_utilization: null },
    });
  });
});
