import type { ValueType } from '@headroom/feature-definitions';
import type { Micros } from './online/event-time.ts';
import type { ValueText } from './online/value-text.ts';

/** A column of values of one type. Missing is NaN among numbers and times, `null` among texts. */
export type TableColumn = { readonly name: string } & (
  | { readonly type: 'float64'; readonly numbers: Float64Array }
  | { readonly type: ValueType; readonly texts: readonly ValueText[] }
  | { readonly type: 'event_time'; readonly times: readonly Micros[] }
);

/** Columns of equal length. */
export interface FeatureTable {
  readonly rows: number;
  readonly columns: readonly TableColumn[];
}
