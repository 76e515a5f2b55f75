import { ONLINE_VIEWS } from '@headroom/contracts';
import type { OnlineGuard, OnlineKey, OnlineStore, OnlineValue } from '@headroom/storage';
import { ClusterView } from '../domain/cluster-view.ts';
import { KeptByGuard } from '../domain/kept-by-guard.ts';

/** Of clusters, null for one without windows. */
export type ClusterGuards = ReadonlyMap<string, OnlineGuard | null>;

/** Clusters whose windows are kept decoded; a day of hourly windows takes some 10 KB. */
const MOST_KEPT = 256;

/** The clusters' online windows, which change once a bucket and are looked at with every request: kept decoded. */
export class OnlineClusters {
  readonly #online: OnlineStore;
  readonly #decoded = new KeptByGuard<ClusterView>(MOST_KEPT);

  constructor(online: OnlineStore) {
    this.#online = online;
  }

  /** Whether a guard of its windows says more than that they have to be read. */
  has(clusterId: string): boolean {
    return this.#decoded.has(clusterId);
  }

  /** @param known guards that were just read; those of other clusters are read first */
  async views(
    clusterIds: ReadonlySet<string>,
    cadenceMs: number,
    known: ClusterGuards = new Map(),
  ): Promise<Map<string, ClusterView>> {
    const views = new Map<string, ClusterView>();
    const keep = (id: string, value: OnlineValue | null | undefined): void => {
      if (value == null) return;
      views.set(id, this.#decoded.keep(id, value, ClusterView.decode(value.bytes, cadenceMs)));
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
      const view = this.#decoded.get(id, guard);
      if (view?.cadenceMs !== cadenceMs) changed.push(id);
      else views.set(id, view);
    }
    const again = await this.#read(changed, []);
    changed.forEach((id, i) => keep(id, again.values[i]));
    return views;
  }

  async #read(ids: readonly string[], guarded: readonly string[]) {
    if (ids.length + guarded.length === 0) return { values: [], guards: [] };
    return this.#online.readWithGuards(ids.map(clusterKey), guarded.map(clusterKey));
  }
}

export const clusterKey = (entity: string): OnlineKey => ({
  view: ONLINE_VIEWS.clusterWindows,
  entity,
});

const ofStores = new WeakMap<OnlineStore, OnlineClusters>();

/** One a store, whoever scores. */
export function onlineClusters(online: OnlineStore): OnlineClusters {
  const known = ofStores.get(online) ?? new OnlineClusters(online);
  ofStores.set(online, known);
  return known;
}
