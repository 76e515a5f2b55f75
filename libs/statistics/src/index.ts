export type { ChiSquaredResult } from './chi-squared.ts';
export type { KsResult } from './two-sample-ks.ts';
export type { PairedSums } from './block-bootstrap.ts';
export { benjaminiHochberg, bonferroni } from './corrections.ts';
export { bootstrapRatios, ratioOf, shareOf } from './block-bootstrap.ts';
export { chiSquared } from './chi-squared.ts';
export { twoSampleKs } from './two-sample-ks.ts';
export { uniform } from './uniform.ts';
