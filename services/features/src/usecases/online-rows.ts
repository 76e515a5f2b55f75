import {
  ONLINE_VIEWS,
  OnlineClusterWindows,
  OnlineServiceSource,
  type ClusterWindowVersion,
} from '@headroom/contracts';
import {
  clusterDelayMs,
  clusterVisibility,
  onlineLayout,
  unpackVector,
  visibleClusterWindow,
  type OnlineLayout,
} from '@headroom/feature-engine';
import {
  decodeVector,
  type FeatureVector,
  type OnlineKey,
  type OnlineStore,
  type OnlineValue,
} from '@headroom/storage';
import type { ClusterStore } from '../domain/cluster-store.ts';
import { countClusterJoin } from './metrics.ts';

/** What a service's newest row is made of. */
export interface OnlineRow {
  /** With the values of all columns in their places; those that the layout does not hold are NaN. */
  readonly vector: FeatureVector;
  readonly layout: OnlineLayout;
  readonly source: OnlineServiceSource;
  /** The cluster window that the row sees. */
  readonly cluster: ClusterWindowVersion | null;
}

/** Reads the newest rows of services: one round trip to Redis, two when a service has changed its cluster. */
export class OnlineRows {
  readonly #online: OnlineStore;
  readonly #clusters: Pick<ClusterStore, 'newestIn'>;
  readonly #cadenceMs: number;
  readonly #layout: OnlineLayout;
  /** The cluster each service was in when it was last read: what to ask for along with its vector. */
  readonly #lastCluster = new Map<string, string>();

  constructor(
    online: OnlineStore,
    clusters: Pick<ClusterStore, 'newestIn'>,
    cadenceMs: number,
    layout: OnlineLayout = onlineLayout(cadenceMs),
  ) {
    this.#online = online;
    this.#clusters = clusters;
    this.#cadenceMs = cadenceMs;
    this.#layout = layout;
  }

  /** In the order of the ids; null for a service without features of the present definition and views. */
  async read(serviceIds: readonly string[]): Promise<(OnlineRow | null)[]> {
    const guesses = [...new Set(serviceIds.flatMap((id) => this.#lastCluster.get(id) ?? []))];
    const values = await this.#online.read([
      ...serviceIds.flatMap(keysOfService),
      ...guesses.map(keyOfCluster),
    ]);
    const windows = new Map<string, OnlineClusterWindows>();
    guesses.forEach((clusterId, i) => {
      windows.set(clusterId, windowsOf(values[2 * serviceIds.length + i]));
    });
    const rows = serviceIds.map((_, i) => rowOf(values[2 * i], values[2 * i + 1], this.#layout));
    await this.#readMissing(rows, windows);
    return Promise.all(
      rows.map(async (row) => {
        if (row === null) return null;
        const { serviceId, clusterId, bucketEnd } = row.vector;
        this.#lastCluster.set(serviceId, clusterId);
        return {
          ...row,
          cluster: await this.#seen(windows.get(clusterId) ?? [], clusterId, bucketEnd),
        };
      }),
    );
  }

  /**
   * The window of each cluster that is over: the newest with end ≤ now − delay, by the clock of the cluster's source.
   * Null for a cluster without one.
   */
  async clusters(
    clusterIds: readonly string[],
    nowOf: (source: OnlineServiceSource) => Promise<number>,
  ): Promise<({ readonly window: ClusterWindowVersion; readonly now: number } | null)[]> {
    const values = await this.#online.read(clusterIds.flatMap(keysOfCluster));
    return Promise.all(
      clusterIds.map(async (_, i) => {
        const source = values[2 * i + 1];
        if (source == null) return null;
        const now = await nowOf(OnlineServiceSource.parse(parse(source)));
        const upTo = now - clusterDelayMs(this.#cadenceMs);
        const window = windowsOf(values[2 * i]).findLast(({ end }) => end <= upTo);
        return window === undefined ? null : { window, now };
      }),
    );
  }

  async #readMissing(
    rows: readonly (Omit<OnlineRow, 'cluster'> | null)[],
    windows: Map<string, OnlineClusterWindows>,
  ): Promise<void> {
    const clusterIds = new Set(rows.flatMap((row) => row?.vector.clusterId ?? []));
    const missing = [...clusterIds].filter((clusterId) => !windows.has(clusterId));
    if (missing.length === 0) return;
    const values = await this.#online.read(missing.map(keyOfCluster));
    missing.forEach((clusterId, i) => windows.set(clusterId, windowsOf(values[i])));
  }

  /** The window that a row at t sees. Online lie the newest ones; behind them the offline store knows. */
  async #seen(
    windows: OnlineClusterWindows,
    clusterId: string,
    t: number,
  ): Promise<ClusterWindowVersion | null> {
    const range = clusterVisibility(t, this.#cadenceMs);
    const ends = windows.map(({ end }) => end);
    const online = windows[visibleClusterWindow(ends, t, this.#cadenceMs)];
    const reachesBack = (ends[0] ?? Infinity) <= range.upTo;
    const seen = online ?? (reachesBack ? null : await this.#clusters.newestIn(clusterId, range));
    countClusterJoin(seen === null ? 'miss' : 'hit');
    return seen;
  }
}

const keysOfService = (entity: string): OnlineKey[] => [
  { view: ONLINE_VIEWS.serviceVector, entity },
  { view: ONLINE_VIEWS.serviceSource, entity },
];

const keyOfCluster = (entity: string): OnlineKey => ({
  view: ONLINE_VIEWS.clusterWindows,
  entity,
});

const keysOfCluster = (entity: string): OnlineKey[] => [
  keyOfCluster(entity),
  { view: ONLINE_VIEWS.clusterSource, entity },
];

const parse = (value: OnlineValue): unknown => JSON.parse(Buffer.from(value.bytes).toString());

const windowsOf = (value: OnlineValue | null | undefined): OnlineClusterWindows =>
  value == null ? [] : OnlineClusterWindows.parse(parse(value));

function rowOf(
  vector: OnlineValue | null | undefined,
  source: OnlineValue | null | undefined,
  layout: OnlineLayout,
): Omit<OnlineRow, 'cluster'> | null {
  if (vector == null || source == null) return null;
  const stored = decodeVector(vector.bytes);
  if (stored.definitionHash !== layout.hash) return null;
  return {
    vector: { ...stored, values: unpackVector(layout, stored.values) },
    layout,
    source: OnlineServiceSource.parse(parse(source)),
  };
}
