import type { ClusterWindowVersion } from '@headroom/contracts';
import { HOUR_MS } from '@headroom/feature-engine';
import type { Delivered } from '@headroom/messaging';
import { MemoryOnlineStore } from '@headroom/storage';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { beforeAll, describe, expect, it } from 'vitest';
import { MemoryClusterStore } from '../../domain/memory-cluster-store.ts';
import { MemoryRawStore } from '../../domain/memory-raw-store.ts';
import { onlineViews, STREAM_VIEWS } from '../../domain/online-views.ts';
import { eventfulLog } from '../../testing/validated-log.ts';
import { ComputeFeatures } from '../compute-features.ts';
import type { CausedVector } from '../compute-vectors.ts';
import { ReadPastVector } from './read-past-vector.ts';

describe('a vector of the past', () => {
  const { layout, ...views } = onlineViews(HOUR_MS, STREAM_VIEWS);
  const store = new MemoryRawStore(HOUR_MS);
  const clusters = new MemoryClusterStore(() => store.records.values());
  const past = new ReadPastVector({ store, clusters, cadenceMs: HOUR_MS, layout });
  const published: CausedVector[] = [];

  beforeAll(async () => {
    const log = eventfulLog(5, 120);
    const compute = new ComputeFeatures({
      store,
      online: new MemoryOnlineStore(),
      publisher: { publish: async () => undefined },
      cadenceMs: HOUR_MS,
      views: { ...views, layout },
      seriesInMemory: 9,
      now: () => 0,
      published: (some) => published.push(...some),
    });
    const messages = log
      .filter(({ partition }) => partition === log[0]?.partition)
      .map((record): Delivered => ({
        ...record,
        event: { id: `${record.offset}`, source: 'test', type: 'test', specversion: '1.0' },
        trace: ROOT_CONTEXT,
      }));
    const context = { heartbeat: async () => undefined, signal: new AbortController().signal };
    await compute.handle(messages, context);
  });

  it('is what was published then, whatever came after', async () => {
    const revisions = new Map(published.map(({ vector }) => [vector.serviceId, vector]));
    expect(published.length).toBeGreaterThan(revisions.size * 2);
    for (const { vector, cause } of published) {
      const found = await past.read(vector, null);
      expect(found).toMatchObject({
        service_id: vector.serviceId,
        cluster_id: vector.clusterId,
        definition_hash: vector.definitionHash,
        cluster_window: null,
      });
      expect(found.values.map((value) => value ?? NaN)).toEqual([...vector.values]);
      expect(found.newest_event).toBeLessThanOrEqual(cause.newest);
      expect(found.records).toBeGreaterThan(0);
    }
  });

  it('comes with the version of the window that was seen', async () => {
    const [{ vector } = bug()] = published;
    const version = (number: number): ClusterWindowVersion => ({
      cluster_id: vector.clusterId,
      end: vector.bucketEnd - HOUR_MS,
      version: number,
      cluster_cpu_mean: 0.1 * number,
      cluster_cpu_max: null,
      cluster_mem_mean: null,
      cluster_req_sum: null,
      cluster_service_count: 1,
    });
    await clusters.append([version(1), version(2)]);
    const { cluster_window: window } = await past.read(vector, version(1));
    expect(window).toEqual(version(1));
    await expect(past.read(vector, version(3))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('no version 3 of the window'),
    });
  });

  it('is not found where no record of that place changed it', async () => {
    const [{ vector } = bug()] = published;
    const { partition, offset } = vector.revision;
    const other = { partition, offset: offset + 10_000 };
    for (const place of [
      { ...vector, revision: other },
      { ...vector, serviceId: 'nobody' },
    ]) {
      await expect(past.read(place, null)).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: expect.stringContaining(`no record ${partition}/${place.revision.offset}`),
      });
    }
  });
});

function bug(): never {
  throw new Error('nothing was published');
}
