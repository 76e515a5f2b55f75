import { OnlineClusterWindows, type ClusterWindowVersion } from '@headroom/contracts';
import { visibleClusterWindow } from '@headroom/feature-engine';

/** The cluster window that a prediction was made with. */
export interface SeenWindow {
  readonly end: number;
  readonly version: number;
  readonly values: Float64Array;
}

/** The online windows of one cluster. */
export class ClusterView {
  readonly #windows: readonly ClusterWindowVersion[];
  readonly #ends: readonly number[];
  readonly cadenceMs: number;

  constructor(windows: readonly ClusterWindowVersion[], cadenceMs: number) {
    this.#windows = windows;
    this.#ends = windows.map(({ end }) => end);
    this.cadenceMs = cadenceMs;
  }

  /** @throws ZodError for bytes that are no online windows */
  static decode(bytes: Uint8Array, cadenceMs: number): ClusterView {
    const json: unknown = JSON.parse(Buffer.from(bytes).toString());
    return new ClusterView(OnlineClusterWindows.parse(json), cadenceMs);
  }

  /** The newest window that a row at t sees, or null. */
  seenAt(t: number): SeenWindow | null {
    const window = this.#windows[visibleClusterWindow(this.#ends, t, this.cadenceMs)];
    return window === undefined ? null : seenWindow(window);
  }
}

export function seenWindow(window: ClusterWindowVersion): SeenWindow {
  const { end, version } = window;
  // In the order of CLUSTER_COLUMNS.
  const values = Float64Array.of(
    window.cluster_cpu_mean ?? NaN,
    window.cluster_cpu_max ?? NaN,
    window.cluster_mem_mean ?? NaN,
    window.cluster_req_sum ?? NaN,
    window.cluster_service_count,
  );
  return { end, version, values };
}
