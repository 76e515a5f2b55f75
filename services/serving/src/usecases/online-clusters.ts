import { ONLINE_VIEWS } from '@headroom/contracts';
import type { OnlineGuard, OnlineKey, OnlineStore, OnlineValue } from '@headroom/storage';
import type { ClusterView } from '../domain/cluster-view.ts';
import { DecodedClusters } from '../domain/decoded-clusters.ts';

/** Of clusters, null for one without windows. */
export type ClusterGuards = ReadonlyMap<string, OnlineGuard | null>;

/**
 * The clusters' online windows, kept decoded: of one that is kept only its guard is read, sixteen bytes in place of some
 * kilobytes, most of which would be garbage at once.
 */
export class OnlineClusters {
  readonly #online: OnlineStore;
  readonly #decoded = new DecodedClusters();
  /** The cluster each service was in when it was last scored: whose guard to ask for along with its vector. */
  readonly #lastCluster = new Map<string, string>();

  constructor(online: OnlineStore) {
    this.#online = online;
  }

  /** The newest vectors of services, and the guards of the clusters they probably are in, in one round trip. */
  async newestOf(serviceIds: readonly string[]): Promise<{
    readonly values: readonly (OnlineValue | null)[];
    readonly guards: ClusterGuards;
  }> {
    const guesses = new Set(serviceIds.flatMap((id) => this.#lastCluster.get(id) ?? []));
    const ids = [...guesses].filter((id) => this.#decoded.has(id));
    const { values, guards } = await this.#online.readWithGuards(
      serviceIds.map((entity) => ({ view: ONLINE_VIEWS.serviceVector, entity })),
      ids.map(keyOf),
    );
    return { values, guards: new Map(ids.map((id, i) => [id, guards[i] ?? null])) };
  }

  sawIn(serviceId: string, clusterId: string): void {
    this.#lastCluster.set(serviceId, clusterId);
  }

  /** @param known guards that were just read; those of other clusters are read first */
  async views(
    clusterIds: ReadonlySet<string>,
    cadenceMs: number,
    known: ClusterGuards = new Map(),
  ): Promise<Map<string, ClusterView>> {
    const views = new Map<string, ClusterView>();
    const keep = (id: string, value: OnlineValue | null | undefined): void => {
      if (value != null) views.set(id, this.#decoded.keep(id, value, cadenceMs));
    };
    const unread = [...clusterIds].filter((id) => !known.has(id));
    const kept = unread.filter((id) => this.#decoded.has(id));
    const fresh = unread.filter((id) => !this.#decoded.has(id));
    const read = await this.#read(fresh, kept);
    fresh.forEach((id, i) => keep(id, read.values[i]));

    const guards = new Map([
      ...known,
      ...kept.map((id, i) => [id, read.guards[i] ?? null] as const),
    ]);
    const changed: string[] = [];
    for (const id of clusterIds) {
      const guard = guards.get(id);
      if (guard == null) continue;
      const view = this.#decoded.kept(id, guard, cadenceMs);
      if (view === undefined) changed.push(id);
      else views.set(id, view);
    }
    const again = await this.#read(changed, []);
    changed.forEach((id, i) => keep(id, again.values[i]));
    return views;
  }

  async #read(ids: readonly string[], guarded: readonly string[]) {
    if (ids.length + guarded.length === 0) return { values: [], guards: [] };
    return this.#online.readWithGuards(ids.map(keyOf), guarded.map(keyOf));
  }
}

const keyOf = (entity: string): OnlineKey => ({ view: ONLINE_VIEWS.clusterWindows, entity });

const ofStores = new WeakMap<OnlineStore, OnlineClusters>();

/** One a store, whoever scores. */
export function onlineClusters(online: OnlineStore): OnlineClusters {
  const known = ofStores.get(online) ?? new OnlineClusters(online);
  ofStores.set(online, known);
  return known;
}
