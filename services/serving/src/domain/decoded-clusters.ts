import type { OnlineGuard, OnlineValue } from '@headroom/storage';
import { ClusterView } from './cluster-view.ts';

/** Clusters whose windows are kept decoded; a day of hourly windows takes some 10 KB. */
const KEPT = 256;

interface Decoded {
  readonly guard: OnlineGuard;
  readonly cadenceMs: number;
  readonly view: ClusterView;
}

/** Windows of clusters, which change once a bucket and are looked at with every request, by the guard of what was read. */
export class DecodedClusters {
  readonly #kept = new Map<string, Decoded>();

  has(clusterId: string): boolean {
    return this.#kept.has(clusterId);
  }

  /** Undefined if the windows that are kept are not those. */
  kept(clusterId: string, guard: OnlineGuard, cadenceMs: number): ClusterView | undefined {
    const last = this.#kept.get(clusterId);
    if (last === undefined) return undefined;
    const isSame =
      last.cadenceMs === cadenceMs &&
      last.guard.bucketEnd === guard.bucketEnd &&
      last.guard.revision === guard.revision;
    return isSame ? last.view : undefined;
  }

  /** @throws ZodError for bytes that are no online windows */
  keep(
    clusterId: string,
    { bytes, bucketEnd, revision }: OnlineValue,
    cadenceMs: number,
  ): ClusterView {
    const view = ClusterView.decode(bytes, cadenceMs);
    // Changed last, so forgotten last.
    this.#kept.delete(clusterId);
    this.#kept.set(clusterId, { guard: { bucketEnd, revision }, cadenceMs, view });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return view;
  }
}
