import type { ClusterWindowVersion } from '@headroom/contracts';
import type { ServiceRecord, TimeRange } from './raw-window.ts';

/** A tumbling window (range.after, range.upTo] of a cluster. */
export interface WindowKey {
  readonly clusterId: string;
  readonly range: TimeRange;
}

export interface WindowRecords extends WindowKey {
  /** All in-time records in the range of every service that has one there under this cluster. */
  readonly records: readonly ServiceRecord[];
}

/** Fleet features offline: windows by version, append-only. */
export interface ClusterStore {
  /** In the order of the windows. One query. */
  records(windows: readonly WindowKey[]): Promise<WindowRecords[]>;
  /**
   * @param knownAt of each version, when its cause came in, epoch ms
   * @returns what stands under each version, in order: the first contents of a version are never changed
   */
  append(
    versions: readonly ClusterWindowVersion[],
    knownAt: readonly number[],
  ): Promise<ClusterWindowVersion[]>;
  /** Last versions of each cluster's windows that end at most `spanMs` before its newest one; by cluster and end. */
  recent(clusterIds: readonly string[], spanMs: number): Promise<ClusterWindowVersion[]>;
  /** One version of a window, or null. */
  version(clusterId: string, end: number, version: number): Promise<ClusterWindowVersion | null>;
  /** Last version of the newest window whose end lies in the range. */
  newestIn(clusterId: string, ends: TimeRange): Promise<ClusterWindowVersion | null>;
}
