import type { ClusterWindowVersion } from '@headroom/contracts';
import type { ClusterStore, WindowKey, WindowRecords } from './cluster-store.ts';
import { usedFrom, type RawRecord } from './raw-record.ts';
import type { TimeRange } from './raw-window.ts';
import { toWorkloadRecord } from './to-raw-record.ts';

/** For tests: the same contract as Postgres, in the process. */
export class MemoryClusterStore implements ClusterStore {
  readonly versions: ClusterWindowVersion[] = [];
  readonly #raw: () => Iterable<RawRecord>;

  constructor(raw: () => Iterable<RawRecord>) {
    this.#raw = raw;
  }

  async records(windows: readonly WindowKey[]): Promise<WindowRecords[]> {
    return windows.map((window) => {
      const { after, upTo } = window.range;
      const inRange = [...this.#raw()].filter(
        (record) =>
          usedFrom(record) !== null && record.timestamp > after && record.timestamp <= upTo,
      );
      const members = new Set(
        inRange.filter((r) => r.clusterId === window.clusterId).map((r) => r.serviceId),
      );
      return {
        ...window,
        records: inRange
          .filter(({ serviceId }) => members.has(serviceId))
          .map((record) => ({ ...toWorkloadRecord(record), serviceId: record.serviceId })),
      };
    });
  }

  async append(versions: readonly ClusterWindowVersion[]): Promise<ClusterWindowVersion[]> {
    return versions.map((version) => {
      const standing = this.versions.find((known) => isSame(known, version));
      if (standing === undefined) this.versions.push(version);
      return standing ?? version;
    });
  }

  async recent(clusterIds: readonly string[], spanMs: number): Promise<ClusterWindowVersion[]> {
    return clusterIds.toSorted().flatMap((clusterId) => {
      const last = this.#lastVersions(clusterId);
      const newest = last.at(-1)?.end ?? 0;
      return last.filter(({ end }) => end >= newest - spanMs);
    });
  }

  async version(clusterId: string, end: number, version: number) {
    const wanted = { cluster_id: clusterId, end, version };
    return this.versions.find((known) => isSame(known, wanted)) ?? null;
  }

  async newestIn(clusterId: string, { after, upTo }: TimeRange) {
    const last = this.#lastVersions(clusterId);
    return last.findLast(({ end }) => end > after && end <= upTo) ?? null;
  }

  #lastVersions(clusterId: string): ClusterWindowVersion[] {
    const last = new Map<number, ClusterWindowVersion>();
    for (const version of this.versions) {
      if (version.cluster_id !== clusterId) continue;
      if ((last.get(version.end)?.version ?? -1) < version.version) last.set(version.end, version);
    }
    return [...last.values()].toSorted((a, b) => a.end - b.end);
  }
}

type VersionKey = Pick<ClusterWindowVersion, 'cluster_id' | 'end' | 'version'>;

const isSame = (a: VersionKey, b: VersionKey): boolean =>
  a.cluster_id === b.cluster_id && a.end === b.end && a.version === b.version;
