import { chiSquared, twoSampleKs } from '@headroom/statistics';
import { countLabels, poolSparse, type Category } from './categories.ts';
import type { ColumnSample } from './column-sample.ts';
import { countBins, quantileEdges } from './quantile-bins.ts';

/** Bins of a metric for chi-squared: deciles of the reference. */
export const BINS = 10;

interface Outcome {
  readonly statistic: number;
  /** Effect size, 0…1. */
  readonly effect: number;
  readonly p_value: number;
}

/** A test's result before the correction, which needs all of them. */
export type ColumnTest =
  | ({ readonly test: 'ks' } & Outcome)
  | ({
      readonly test: 'chi_squared';
      readonly degrees_of_freedom: number;
      readonly edges: number[] | null;
      readonly categories: Category[];
    } & Outcome);

/**
 * KS on numbers; chi-squared on metrics in bins and on labels. Both sides have a value.
 * @returns none for labels that all are the same
 */
export function testColumn(sample: ColumnSample): ColumnTest[] {
  if (sample.role === 'label')
    return homogeneity(countLabels(sample.reference, sample.current), null);
  const { reference, current } = sample;
  const { statistic, pValue } = twoSampleKs(reference, current);
  const ks: ColumnTest = { test: 'ks', statistic, effect: statistic, p_value: pValue };
  if (sample.role !== 'metric') return [ks];
  const edges = quantileEdges(reference, BINS);
  return [ks, ...homogeneity(countBins(reference, current, edges), edges)];
}

function homogeneity(counted: readonly Category[], edges: number[] | null): ColumnTest[] {
  const categories = poolSparse(counted);
  // One category is the same on both sides, whatever the data.
  if (categories.length < 2) return [];
  const reference = categories.map((c) => c.reference);
  const current = categories.map((c) => c.current);
  const { statistic, pValue, degreesOfFreedom } = chiSquared([reference, current]);
  const total = [...reference, ...current].reduce((a, b) => a + b, 0);
  return [
    {
      test: 'chi_squared',
      statistic,
      // Cramér's V of a table with two rows.
      effect: Math.min(1, Math.sqrt(statistic / total)),
      p_value: pValue,
      degrees_of_freedom: degreesOfFreedom,
      edges,
      categories,
    },
  ];
}
