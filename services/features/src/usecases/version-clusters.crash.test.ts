import { ONLINE_VIEWS, TOPICS, type ClusterWindowVersion } from '@headroom/contracts';
import { HOUR_MS } from '@headroom/feature-engine';
import { InMemoryBroker, type Publisher } from '@headroom/messaging';
import { MemoryOnlineStore, type OnlineStore } from '@headroom/storage';
import { runCrashSchedules, type CrashTest } from '@headroom/testing';
import { describe, expect, it } from 'vitest';
import type { ClusterStore } from '../domain/cluster-store.ts';
import { MemoryClusterStore } from '../domain/memory-cluster-store.ts';
import type { RawRecord } from '../domain/raw-record.ts';
import { toRawRecord } from '../domain/to-raw-record.ts';
import { T0, validated } from '../testing/validated-log.ts';
import { VersionClusters } from './version-clusters.ts';

interface Ports {
  readonly publisher: Publisher;
  readonly clusters: ClusterStore;
  readonly online: OnlineStore;
}

const CLUSTERS = ['cluster-0', 'cluster-1', 'cluster-2'];

const records = Array.from({ length: 45 }, (_, i) => ({
  ...validated({
    raw_id: `r${i}`,
    service_id: `svc-${i % 5}`,
    cluster_id: CLUSTERS[i % 3] ?? '',
    timestamp: T0 + Math.floor(i / 4) * 0.4 * HOUR_MS,
    cpu_utilization: (i % 10) / 10,
  }),
  arrival_seq: { partition: 0, offset: i },
}));

function log() {
  const broker = new InMemoryBroker({ now: () => T0 });
  records.forEach((record, i) => {
    broker.produce(TOPICS.workloadByCluster, {
      key: record.cluster_id,
      value: i === 20 ? '{}' : JSON.stringify(record),
    });
  });
  return broker.records(TOPICS.workloadByCluster);
}

/** Which versions there are differs with the batches; what is last does not. */
function lastVersions(versions: readonly ClusterWindowVersion[]): unknown {
  const last = new Map<string, ClusterWindowVersion>();
  for (const version of versions) {
    const key = `${version.cluster_id} ${version.end}`;
    if ((last.get(key)?.version ?? -1) < version.version) last.set(key, version);
  }
  return [...last].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const crashTest: CrashTest<Ports> = {
  topic: TOPICS.workloadByCluster,
  group: 'features',
  log: log(),
  world: async () => {
    const raw = records.map((record): RawRecord =>
      toRawRecord(record, record.arrival_seq, false, 0),
    );
    const clusters = new MemoryClusterStore(() => raw);
    const online = new MemoryOnlineStore();
    return {
      ports: { clusters, online, publisher: new InMemoryBroker().bus().publisher },
      snapshot: async () => ({
        versions: lastVersions(clusters.versions),
        online: await online.read(
          CLUSTERS.map((entity) => ({ view: ONLINE_VIEWS.clusterWindows, entity })),
        ),
      }),
    };
  },
  effects: { clusters: ['append'], online: ['write'] },
  process: (ports) => new VersionClusters({ ...ports, cadenceMs: HOUR_MS }).handle,
  published: (events) =>
    lastVersions(
      events
        .filter(({ topic }) => topic === TOPICS.featuresCluster.name)
        .map(({ body }) => TOPICS.featuresCluster.schema?.parse(body))
        .filter((version) => version !== undefined),
    ),
};

describe('invariant 1: a crash after any effect loses nothing and doubles nothing', () => {
  it('cluster windows', async () => {
    const report = await runCrashSchedules(crashTest, { schedules: 500 });
    expect(Object.keys(report.byEffect).toSorted()).toEqual([
      'clusters.append',
      'commit',
      'online.write',
      'publish',
    ]);
  }, 60_000);
});
