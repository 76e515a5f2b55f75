import { ClusterView } from './cluster-view.ts';

/** Clusters whose windows are kept decoded; a day of hourly windows takes some 10 KB. */
const KEPT = 256;

interface Decoded {
  readonly bytes: Uint8Array;
  readonly cadenceMs: number;
  readonly view: ClusterView;
}

/** `ClusterView.decode`, which takes longer than a score, done again only where the bytes are others than last time. */
export class DecodedClusters {
  readonly #kept = new Map<string, Decoded>();

  /** @throws ZodError for bytes that are no online windows */
  view(clusterId: string, bytes: Uint8Array, cadenceMs: number): ClusterView {
    const last = this.#kept.get(clusterId);
    if (last?.cadenceMs === cadenceMs && Buffer.compare(last.bytes, bytes) === 0) return last.view;
    const view = ClusterView.decode(bytes, cadenceMs);
    // Changed last, so forgotten last.
    this.#kept.delete(clusterId);
    // A copy: the bytes may be a part of all that a socket brought.
    this.#kept.set(clusterId, { bytes: Buffer.from(bytes), cadenceMs, view });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return view;
  }
}
