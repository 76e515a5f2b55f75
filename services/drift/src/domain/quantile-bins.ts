import type { Category } from './categories.ts';

/**
 * Inner edges that cut the reference's values into bins of about equal count: quantiles that are values of the sample.
 * Fewer where values repeat; none without a value. Missing is NaN.
 */
export function quantileEdges(reference: Float64Array, bins: number): number[] {
  const sorted = reference.filter((value) => !Number.isNaN(value)).sort();
  const edges = new Set<number>();
  for (let k = 1; k < bins && sorted.length > 0; k++)
    edges.add(sorted[Math.ceil((k * sorted.length) / bins) - 1] ?? NaN);
  return [...edges];
}

/** Values of each side in each bin (lower edge, upper edge]; the outer bins are open. */
export function countBins(
  reference: Float64Array,
  current: Float64Array,
  edges: readonly number[],
): Category[] {
  const [before, now] = [countSide(reference, edges), countSide(current, edges)];
  return before.map((count, bin) => ({
    category: nameOf(edges[bin - 1], edges[bin]),
    reference: count,
    current: now[bin] ?? 0,
  }));
}

function countSide(values: Float64Array, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const bin = binOf(value, edges);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** Number of edges below the value. */
function binOf(value: number, edges: readonly number[]): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function nameOf(lower: number | undefined, upper: number | undefined): string {
  if (upper === undefined) return lower === undefined ? 'all' : `> ${figure(lower)}`;
  return lower === undefined ? `≤ ${figure(upper)}` : `${figure(lower)} … ${figure(upper)}`;
}

const figure = (value: number): string => String(Number(value.toPrecision(6)));
