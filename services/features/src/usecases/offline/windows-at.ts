import type { ClusterWindowVersion } from '@headroom/contracts';
import { clusterVisibility } from '@headroom/feature-engine';
import { groupBy } from '../../domain/group-by.ts';
import type { EngineHistory } from '../../domain/offline/engine-history.ts';

/** Clusters and the time at which a row of each looks at its windows, epoch ms; null and NaN look at nothing. */
export interface ClusterProbes {
  readonly clusterIds: readonly (string | null)[];
  readonly times: ArrayLike<number>;
}

/** The newest window that each probe may see, in its last known version. */
export async function windowsAt(
  history: Pick<EngineHistory, 'windows'>,
  { clusterIds, times }: ClusterProbes,
  { cadenceMs, knownAt }: { readonly cadenceMs: number; readonly knownAt: number | null },
): Promise<(ClusterWindowVersion | null)[]> {
  const ranges = clusterIds.map((clusterId, row) => {
    const time = times[row] ?? NaN;
    return clusterId === null || Number.isNaN(time) ? null : clusterVisibility(time, cadenceMs);
  });
  let after = Infinity;
  let upTo = -Infinity;
  for (const range of ranges) {
    if (range === null) continue;
    after = Math.min(after, range.after);
    upTo = Math.max(upTo, range.upTo);
  }
  const wanted = [...new Set(clusterIds.flatMap((id, row) => (ranges[row] ? (id ?? []) : [])))];
  if (wanted.length === 0) return ranges.map(() => null);
  const windows = groupBy(
    await history.windows(wanted, { after, upTo }, knownAt),
    (window) => window.cluster_id,
  );
  return ranges.map((range, row) => {
    if (range === null) return null;
    return newestIn(windows.get(clusterIds[row] ?? '') ?? [], range);
  });
}

/** By binary search: windows are sorted by end. */
function newestIn(
  windows: readonly ClusterWindowVersion[],
  { after, upTo }: { readonly after: number; readonly upTo: number },
): ClusterWindowVersion | null {
  let low = 0;
  let high = windows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((windows[middle]?.end ?? Infinity) <= upTo) low = middle + 1;
    else high = middle;
  }
  const newest = windows[low - 1];
  return newest !== undefined && newest.end > after ? newest : null;
}
