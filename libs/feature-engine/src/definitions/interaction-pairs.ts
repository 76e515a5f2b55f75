import type { MetricShort } from '../metrics.ts';
import { METRICS } from '../metrics.ts';

/** Pairs of the ratios `{a}_per_{b}` = a / (b + RATIO_EPSILON). */
export const RATIO_PAIRS = [
  ['cpu', 'mem'],
  ['net', 'disk'],
  ['lat', 'req'],
  ['cpu', 'req'],
  ['mem', 'req'],
  ['net', 'req'],
  ['cpu', 'inst'],
  ['req', 'inst'],
] as const satisfies readonly (readonly [MetricShort, MetricShort])[];

export const RATIO_EPSILON = 1e-9;

/** Pairs of the products `{a}_x_{b}`: every pair of metrics, a before b. */
export const PRODUCT_PAIRS: readonly (readonly [MetricShort, MetricShort])[] = METRICS.flatMap(
  (a, i) => METRICS.slice(i + 1).map((b) => [a.short, b.short] as const),
);
