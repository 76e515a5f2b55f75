import {
  ONLINE_VIEWS,
  TOPICS,
  type ClusterWindowVersion,
  type InTimeRecord,
  type OnlineServiceSource,
} from '@headroom/contracts';
import {
  bucketEnd,
  clusterDelayMs,
  clusterWindowEnd,
  clusterWindowMs,
  latenessMs,
} from '@headroom/feature-engine';
import {
  decodeJson,
  derivedEventId,
  OK,
  type BatchHandler,
  type Delivered,
  type EventToSend,
  type Outcome,
  type Publisher,
} from '@headroom/messaging';
import type { OnlineEntry, OnlineStore } from '@headroom/storage';
import type { ClusterStore, WindowKey } from '../domain/cluster-store.ts';
import { groupBy } from '../domain/group-by.ts';
import { windowVersion } from '../domain/window-version.ts';
import { SOURCE } from './derived-events.ts';

export interface VersionClustersOptions {
  readonly clusters: ClusterStore;
  readonly online: OnlineStore;
  readonly publisher: Publisher;
  readonly cadenceMs: number;
}

/** A window that the batch touched, and the last message that did. */
interface Touched extends WindowKey {
  readonly cause: Delivered;
  /** Of that message's record. */
  readonly source: OnlineServiceSource;
}

/**
 * Fleet features: every in-time record appends a version of its cluster's window, coalesced by batch. It keeps no state:
 * a record lies in Postgres before its message is published, so a window is computed from what lies there.
 */
export class VersionClusters {
  readonly #options: VersionClustersOptions;

  constructor(options: VersionClustersOptions) {
    this.#options = options;
  }

  /**
   * Order of effects: 1. versions into Postgres, 2. the newest windows into Redis, guarded by (newest end, offset),
   * 3. events; the offset is committed by the caller. What stands under a version is never changed, so that whatever is
   * repeated after a crash says the same.
   */
  readonly handle: BatchHandler = async (messages) => {
    const { clusters, online, publisher, cadenceMs } = this.#options;
    const outcomes: Outcome[] = [];
    const touched = new Map<string, Touched>();
    for (const message of messages) {
      const decoded = decodeJson(TOPICS.workloadByCluster, message);
      outcomes.push(decoded.ok ? OK : decoded.rejection);
      if (!decoded.ok) continue;
      const window = this.#windowOf(decoded.data);
      const { clusterId, range } = window;
      touched.set(JSON.stringify([clusterId, range.upTo]), {
        ...window,
        cause: message,
        source: { source: decoded.data.source, clock: decoded.data.clock },
      });
    }
    const windows = [...touched.values()];
    if (windows.length === 0) return outcomes;

    const found = await clusters.records(windows);
    const versions = found.map((window, i) =>
      windowVersion(window, windows[i]?.cause.offset ?? 0, cadenceMs),
    );
    const standing = await clusters.append(
      versions,
      windows.map(({ cause }) => cause.ingestedAt),
    );
    await online.write(await this.#onlineEntries(windows));
    await publisher.publish(
      standing.flatMap((version, i) => {
        const cause = windows[i]?.cause;
        return cause === undefined ? [] : [windowEvent(version, cause)];
      }),
    );
    return outcomes;
  };

  #windowOf(record: InTimeRecord): WindowKey {
    const { cadenceMs } = this.#options;
    const end = clusterWindowEnd(bucketEnd(record.timestamp, cadenceMs), cadenceMs);
    return {
      clusterId: record.cluster_id,
      range: { after: end - clusterWindowMs(cadenceMs), upTo: end },
    };
  }

  /** Online stays what a row of any service of the cluster that is in time may see. */
  async #onlineEntries(windows: readonly Touched[]): Promise<OnlineEntry[]> {
    const { clusters, cadenceMs } = this.#options;
    const span = latenessMs(cadenceMs) + clusterDelayMs(cadenceMs) + clusterWindowMs(cadenceMs);
    const byCluster = groupBy(windows, ({ clusterId }) => clusterId);
    const recent = await clusters.recent([...byCluster.keys()], span);
    const entries = [...groupBy(recent, (window) => window.cluster_id)].map(([clusterId, own]) => ({
      view: ONLINE_VIEWS.clusterWindows,
      entity: clusterId,
      bucketEnd: own.at(-1)?.end ?? 0,
      revision: Math.max(...(byCluster.get(clusterId) ?? []).map(({ cause }) => cause.offset)),
      bytes: jsonBytes(own),
    }));
    return [...entries, ...windows.map(sourceEntry)];
  }
}

/** Guarded by the window's own end: the source of a cluster is that of its newest window. */
const sourceEntry = ({ clusterId, range, cause, source }: Touched): OnlineEntry => ({
  view: ONLINE_VIEWS.clusterSource,
  entity: clusterId,
  bucketEnd: range.upTo,
  revision: cause.offset,
  bytes: jsonBytes(source),
});

const jsonBytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

const windowEvent = (version: ClusterWindowVersion, cause: Delivered): EventToSend => ({
  topic: TOPICS.featuresCluster,
  id: derivedEventId(cause, 'cluster-window', version.cluster_id, version.end),
  source: SOURCE,
  key: version.cluster_id,
  subject: version.cluster_id,
  time: new Date(version.end).toISOString(),
  cause,
  data: version,
});
