import { DAY_MS, MINUTE_MS } from './cadence.ts';

/** Length W of the tumbling cluster windows (end − W, end]. */
export function clusterWindowMs(cadenceMs: number): number {
  return Math.max(5 * MINUTE_MS, cadenceMs);
}

/** End of the cluster window that a service's bucket belongs to. */
export function clusterWindowEnd(bucketEndMs: number, cadenceMs: number): number {
  const length = clusterWindowMs(cadenceMs);
  return Math.ceil(bucketEndMs / length) * length;
}

/** A row leaves its cluster's other services this long to arrive, so that it never waits for them. */
export function clusterDelayMs(cadenceMs: number): number {
  return Math.max(10 * MINUTE_MS, cadenceMs);
}

/**
 * Longest age of a cluster window that is still good: what is declared, but never less than a window needs to be replaced
 * by the next, which is told by their ends and comes a delay later.
 */
export function clusterTtlMs(declaredMs: number, cadenceMs: number): number {
  return Math.max(declaredMs, clusterDelayMs(cadenceMs) + 2 * clusterWindowMs(cadenceMs));
}

/** Window ends that a row at t may see: after < end ≤ upTo. */
export function clusterVisibility(t: number, cadenceMs: number): { after: number; upTo: number } {
  return { after: t - DAY_MS, upTo: t - clusterDelayMs(cadenceMs) };
}

/** Index in `ends` (ascending) of the newest cluster window that a row at t sees, −1 when there is none. */
export function visibleClusterWindow(
  ends: ArrayLike<number>,
  t: number,
  cadenceMs: number,
): number {
  const { after, upTo } = clusterVisibility(t, cadenceMs);
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] ?? Infinity) <= upTo) low = middle + 1;
    else high = middle;
  }
  const newest = ends[low - 1];
  return newest !== undefined && newest > after ? low - 1 : -1;
}
