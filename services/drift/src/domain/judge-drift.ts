import { benjaminiHochberg, bonferroni } from '@headroom/statistics';
import { CURRENT_SPLIT, type ColumnSample } from './column-sample.ts';
import type { Correction, DriftReport } from './drift-report.ts';
import { summarize, type Summary } from './summary.ts';
import { BINS, type ColumnTest } from './test-column.ts';

/** When a column counts as drifted. */
export interface DriftRule {
  readonly correction: Correction;
  /** Greatest corrected p-value of a significant test, exclusive. */
  readonly alpha: number;
  /** Least effect that matters: with thousands of rows everything is significant. */
  readonly minEffect: number;
}

export interface TestedColumn {
  readonly sample: ColumnSample;
  readonly tests: readonly ColumnTest[];
}

export type DriftVerdict = Pick<DriftReport, 'rule' | 'tested' | 'drifted' | 'columns'>;

const CORRECT = { 'benjamini-hochberg': benjaminiHochberg, bonferroni } as const;

/** Corrects the p-values of all tests of the report together, and tells which columns have drifted. */
export function judgeDrift(tested: readonly TestedColumn[], rule: DriftRule): DriftVerdict {
  const { correction, alpha, minEffect } = rule;
  const pValues = tested.flatMap(({ tests }) => tests.map((test) => test.p_value));
  const corrected = CORRECT[correction](pValues);
  let next = 0;
  const columns = tested.map(({ sample, tests }) => {
    const judged = tests.map((test) => {
      const p_corrected = corrected[next++] ?? NaN;
      return { ...test, p_corrected, drifted: p_corrected < alpha && test.effect >= minEffect };
    });
    return {
      column: sample.column,
      role: sample.role,
      drifted: judged.some((test) => test.drifted),
      reference: { split: sample.referenceSplit, ...describe(sample.reference) },
      current: { split: CURRENT_SPLIT, ...describe(sample.current) },
      tests: judged,
    };
  });
  return {
    rule: {
      correction,
      tests: pValues.length,
      alpha,
      min_effect: minEffect,
      bins: BINS,
      text:
        `A column has drifted if a test of it has p < ${alpha} after ${NAMES[correction]} over the ${pValues.length} tests ` +
        `of this report, and an effect of at least ${minEffect}: the KS statistic, or Cramér's V.`,
    },
    tested: columns.length,
    drifted: columns.filter((column) => column.drifted).map(({ column }) => column),
    columns,
  };
}

const NAMES = {
  'benjamini-hochberg': "Benjamini and Hochberg's correction",
  bonferroni: "Bonferroni's correction",
} as const;

function describe(values: ColumnSample['reference']): Summary {
  if (values instanceof Float64Array) return summarize(values);
  const count = values.filter((label) => label !== null).length;
  const none = { mean: null, std: null, min: null, max: null };
  return { count, missing: values.length - count, ...none };
}
