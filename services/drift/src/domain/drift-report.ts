import { ObjectRef, ServedVersion } from '@headroom/contracts';
import { z } from 'zod';
import { Summary } from './summary.ts';

export const CORRECTIONS = ['benjamini-hochberg', 'bonferroni'] as const;
export type Correction = (typeof CORRECTIONS)[number];

const verdict = {
  statistic: z.number(),
  /** Effect size, 0…1. */
  effect: z.number(),
  p_value: z.number(),
  p_corrected: z.number(),
  /** Significant after the correction, and of an effect that matters. */
  drifted: z.boolean(),
};

/** Two-sample Kolmogorov–Smirnov; its effect is the statistic itself, the greatest distance of the two distributions. */
const KsTest = z.object({ test: z.literal('ks'), ...verdict });

/** Homogeneity of counts; its effect is Cramér's V. */
const ChiSquaredTest = z.object({
  test: z.literal('chi_squared'),
  ...verdict,
  degrees_of_freedom: z.int(),
  /** Inner edges of the bins, quantiles of the reference; a bin holds its upper edge. Null for labels. */
  edges: z.array(z.number()).nullable(),
  /** What was counted, after sparse categories were pooled into `other`. */
  categories: z.array(z.object({ category: z.string(), reference: z.int(), current: z.int() })),
});

const Split = z.enum(['train', 'validation', 'test']);

/** `reports/drift_<run>.json`. */
export const DriftReport = z.object({
  format: z.literal('headroom-drift/1'),
  dag_id: z.string(),
  run_id: z.string(),
  /** Event "now" of the data, epoch ms. */
  as_of: z.int(),
  /** The best model of the run, whose predictions were tested. */
  challenger: ServedVersion,
  snapshot: ObjectRef,
  dataset: ObjectRef,
  predictions: ObjectRef,
  rule: z.object({
    correction: z.enum(CORRECTIONS),
    /** p-values that were corrected together. */
    tests: z.int(),
    alpha: z.number(),
    min_effect: z.number(),
    /** Bins of a metric for chi-squared. */
    bins: z.int(),
    text: z.string(),
  }),
  tested: z.int(),
  drifted: z.array(z.string()),
  columns: z.array(
    z.object({
      column: z.string(),
      role: z.enum(['metric', 'prediction', 'residual', 'label']),
      drifted: z.boolean(),
      reference: z.object({ split: Split, ...Summary.shape }),
      current: z.object({ split: Split, ...Summary.shape }),
      tests: z.array(z.discriminatedUnion('test', [KsTest, ChiSquaredTest])).min(1),
    }),
  ),
  skipped: z.array(z.object({ column: z.string(), reason: z.string() })),
  notes: z.array(z.string()),
});
export type DriftReport = z.infer<typeof DriftReport>;
