import { PRODUCT_PAIRS, RATIO_EPSILON, RATIO_PAIRS } from '../definitions/interaction-pairs.ts';
import type { MetricShort } from '../metrics.ts';
import { METRIC_INDEX } from '../metrics.ts';
import { at, columnAt } from '../typed-array.ts';

const indices = (
  pairs: readonly (readonly [MetricShort, MetricShort])[],
): readonly (readonly [number, number])[] =>
  pairs.map(([a, b]) => [METRIC_INDEX[a], METRIC_INDEX[b]]);

const products = indices(PRODUCT_PAIRS);
const ratios = indices(RATIO_PAIRS);

export const INTERACTION_COUNT = products.length + ratios.length + 1;

const product = (a: number, b: number): number => a * b;
const ratio = (a: number, b: number): number => a / (b + RATIO_EPSILON);

/**
 * Writes the 37 interactions of one row from out[o] on.
 * @param metrics holds the eight metrics from metrics[m] on, so that a stored vector can be passed as it is
 * @param clusterReqSum of the cluster window the row sees, NaN without one
 */
export function writeInteractions(
  metrics: Float64Array,
  m: number,
  clusterReqSum: number,
  out: Float64Array,
  o: number,
): void {
  let next = o;
  for (const [a, b] of products) out[next++] = product(at(metrics, m + a), at(metrics, m + b));
  for (const [a, b] of ratios) out[next++] = ratio(at(metrics, m + a), at(metrics, m + b));
  out[next] = ratio(at(metrics, m + METRIC_INDEX.req), clusterReqSum);
}

/** The same for many rows: `metrics` are 8 columns, `out` the 37 columns to fill, all of the same rows. */
export function interactionColumns(
  metrics: readonly Float64Array[],
  clusterReqSum: Float64Array,
  out: readonly Float64Array[],
): void {
  let next = 0;
  for (const [a, b] of products) {
    productColumn(columnAt(metrics, a), columnAt(metrics, b), columnAt(out, next++));
  }
  for (const [a, b] of ratios) {
    ratioColumn(columnAt(metrics, a), columnAt(metrics, b), columnAt(out, next++));
  }
  ratioColumn(columnAt(metrics, METRIC_INDEX.req), clusterReqSum, columnAt(out, next));
}

function productColumn(a: Float64Array, b: Float64Array, out: Float64Array): void {
  for (let row = 0; row < out.length; row++) out[row] = product(at(a, row), at(b, row));
}

function ratioColumn(a: Float64Array, b: Float64Array, out: Float64Array): void {
  for (let row = 0; row < out.length; row++) out[row] = ratio(at(a, row), at(b, row));
}
