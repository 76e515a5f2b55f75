import type { Split } from '@headroom/forecasting';

interface Sides<Values> {
  readonly column: string;
  readonly referenceSplit: Split;
  readonly reference: Values;
  readonly current: Values;
}

/** The two sides of a column that are compared; missing is NaN, or null for labels. */
export type ColumnSample =
  | ({ readonly role: 'metric' | 'prediction' | 'residual' } & Sides<Float64Array>)
  | ({ readonly role: 'label' } & Sides<readonly (string | null)[]>);

export const CURRENT_SPLIT: Split = 'test';

/** Why a column cannot be compared, or null. */
export function emptiness(sample: ColumnSample): string | null {
  const hasValue =
    sample.role === 'label'
      ? [sample.reference, sample.current].map((side) => side.some((label) => label !== null))
      : [sample.reference, sample.current].map((side) => side.some((v) => !Number.isNaN(v)));
  const splits = [sample.referenceSplit, CURRENT_SPLIT].filter(
    (_, side) => hasValue[side] !== true,
  );
  return splits.length === 0 ? null : `no value in the ${splits.join(' and the ')} split`;
}
