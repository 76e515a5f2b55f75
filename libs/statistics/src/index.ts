export { chiSquared } from './chi-squared.ts';
export type { ChiSquaredResult } from './chi-squared.ts';
export { benjaminiHochberg, bonferroni } from './corrections.ts';
export { twoSampleKs } from './two-sample-ks.ts';
export type { KsResult } from './two-sample-ks.ts';
