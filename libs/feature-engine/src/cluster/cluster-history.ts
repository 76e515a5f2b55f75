import type { BucketColumns } from '../buckets/aggregate-buckets.ts';
import { FEATURE_VIEWS } from '../definitions/feature-views.ts';
import { METRIC_INDEX } from '../metrics.ts';
import { clusterWindowEnd, visibleClusterWindow } from '../time/cluster-time.ts';
import { ClusterWindow } from './cluster-window.ts';

/** The cluster features, in the order of a window's values. */
export const CLUSTER_FEATURES: readonly string[] = FEATURE_VIEWS.flatMap(({ source, features }) =>
  source === 'cluster' ? features.map(({ name }) => name) : [],
);

/** All windows of all clusters, each in its last version, as a batch over whole series sees them. */
export class ClusterHistory {
  readonly #cadenceMs: number;
  readonly #clusters = new Map<string, Map<number, ClusterWindow>>();
  readonly #sorted = new Map<
    string,
    { ends: readonly number[]; values: readonly Float64Array[] }
  >();

  constructor(cadenceMs: number) {
    this.#cadenceMs = cadenceMs;
  }

  add(serviceId: string, { ends, metrics, clusterIds }: BucketColumns): void {
    clusterIds.forEach((clusterId, i) => {
      const end = ends[i] ?? NaN;
      this.#window(clusterId, clusterWindowEnd(end, this.#cadenceMs)).put({
        serviceId,
        end,
        cpu: metrics[METRIC_INDEX.cpu]?.[i] ?? NaN,
        mem: metrics[METRIC_INDEX.mem]?.[i] ?? NaN,
        req: metrics[METRIC_INDEX.req]?.[i] ?? NaN,
      });
    });
  }

  /** Values of the window that a row of the cluster at t sees, in the order of CLUSTER_FEATURES. */
  seenAt(clusterId: string, t: number): Float64Array | null {
    const { ends, values } = this.#ordered(clusterId);
    return values[visibleClusterWindow(ends, t, this.#cadenceMs)] ?? null;
  }

  #window(clusterId: string, end: number): ClusterWindow {
    const windows = this.#clusters.get(clusterId) ?? new Map<number, ClusterWindow>();
    this.#clusters.set(clusterId, windows);
    const window = windows.get(end) ?? new ClusterWindow(end, this.#cadenceMs);
    windows.set(end, window);
    this.#sorted.delete(clusterId);
    return window;
  }

  #ordered(clusterId: string) {
    const known = this.#sorted.get(clusterId);
    if (known !== undefined) return known;
    const windows = [...(this.#clusters.get(clusterId)?.values() ?? [])];
    windows.sort((a, b) => a.end - b.end);
    const ordered = {
      ends: windows.map(({ end }) => end),
      values: windows.map((window) => window.values()),
    };
    this.#sorted.set(clusterId, ordered);
    return ordered;
  }
}
