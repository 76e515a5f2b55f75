import { deepEqual } from 'node:assert/strict';
import type { ClusterWindowVersion } from '@headroom/contracts';
import { HOUR_MS } from '@headroom/feature-engine';
import type { ClusterStore } from './cluster-store.ts';
import type { RawRecord } from './raw-record.ts';
import type { RawStore } from './raw-store.ts';

interface ContractCase {
  readonly name: string;
  run(subject: { readonly raw: RawStore; readonly clusters: ClusterStore }): Promise<void>;
}

const T0 = Date.UTC(2025, 0, 1);

const record = (offset: number, over: Partial<RawRecord>): RawRecord => ({
  rawId: `r${offset}`,
  serviceId: 'a',
  clusterId: 'c',
  source: 's',
  clock: 'event',
  timestamp: T0,
  arrival: { partition: 0, offset },
  ingestedAt: T0,
  late: false,
  admitted: null,
  metrics: Array.from({ length: 8 }, () => offset),
  scalingEvent: 'none',
  ...over,
});

const version = (end: number, number: number, cluster = 'c'): ClusterWindowVersion => ({
  cluster_id: cluster,
  end: T0 + end * HOUR_MS,
  version: number,
  cluster_cpu_mean: 0.1 + 0.2,
  cluster_cpu_max: null,
  cluster_mem_mean: number,
  cluster_req_sum: 1e9 + 0.1,
  cluster_service_count: 3,
});

const append = (clusters: ClusterStore, ...versions: ClusterWindowVersion[]) =>
  clusters.append(
    versions,
    versions.map(() => T0),
  );

/** What every cluster store must do. Each case gets empty stores that belong together. */
export const CLUSTER_STORE_CONTRACT: readonly ContractCase[] = [
  {
    name: "gives a window's in-time records of every service that has one there under the cluster",
    run: async ({ raw, clusters }) => {
      await raw.append(
        [
          record(1, { timestamp: T0 }),
          record(2, { timestamp: T0 + 1 }),
          record(3, { timestamp: T0 + HOUR_MS, serviceId: 'b' }),
          record(4, { timestamp: T0 + 2, clusterId: 'other' }),
          record(5, { timestamp: T0 + 3, clusterId: 'other', serviceId: 'x' }),
          record(6, { timestamp: T0 + 4, late: true }),
          record(7, { timestamp: T0 + HOUR_MS + 1 }),
        ],
        [],
      );
      const found = await clusters.records([
        { clusterId: 'c', range: { after: T0, upTo: T0 + HOUR_MS } },
        { clusterId: 'nowhere', range: { after: T0, upTo: T0 + HOUR_MS } },
      ]);
      deepEqual(
        found.map(({ clusterId, records }) => [
          clusterId,
          records.map((r) => `${r.serviceId}${r.arrivalSeq}${r.clusterId}`).toSorted(),
        ]),
        [
          ['c', ['a2c', 'a4other', 'b3c']],
          ['nowhere', []],
        ],
      );
    },
  },
  {
    name: 'the first contents of a version stand',
    run: async ({ clusters }) => {
      deepEqual(await append(clusters, version(1, 5), version(2, 5)), [
        version(1, 5),
        version(2, 5),
      ]);
      const other = { ...version(1, 5), cluster_cpu_max: 0.5 };
      deepEqual(await append(clusters, version(3, 6), other), [version(3, 6), version(1, 5)]);
    },
  },
  {
    name: 'gives the last versions of the newest windows, by end',
    run: async ({ clusters }) => {
      await append(clusters, version(9, 2), version(1, 1), version(7, 4), version(7, 3));
      await append(clusters, version(5, 1, 'd'), version(8, 9));
      deepEqual(await clusters.recent(['d', 'c', 'nowhere'], 2 * HOUR_MS), [
        version(7, 4),
        version(8, 9),
        version(9, 2),
        version(5, 1, 'd'),
      ]);
    },
  },
  {
    name: 'finds a window in a version of the past',
    run: async ({ clusters }) => {
      await append(clusters, version(2, 1), version(2, 3));
      const { end } = version(2, 1);
      deepEqual(await clusters.version('c', end, 1), version(2, 1));
      deepEqual(await clusters.version('c', end, 2), null);
      deepEqual(await clusters.version('d', end, 1), null);
      deepEqual(await clusters.version('c', end + 1, 1), null);
    },
  },
  {
    name: 'finds the newest window in a range, in its last version',
    run: async ({ clusters }) => {
      await append(clusters, version(1, 1), version(2, 1), version(2, 3), version(4, 2));
      const range = (after: number, upTo: number) => ({
        after: T0 + after * HOUR_MS,
        upTo: T0 + upTo * HOUR_MS,
      });
      deepEqual(await clusters.newestIn('c', range(0, 3)), version(2, 3));
      deepEqual(await clusters.newestIn('c', range(0, 4)), version(4, 2));
      deepEqual(await clusters.newestIn('c', range(2, 3)), null);
      deepEqual(await clusters.newestIn('d', range(0, 9)), null);
    },
  },
];
