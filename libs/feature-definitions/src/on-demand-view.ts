import { z } from 'zod';
import { Fields, type Field } from './field.ts';
import { Name, notes } from './name.ts';
import { Projection } from './projection.ts';

/** Features computed when they are read, a row at a time, from other features and from the request. */
export const OnDemandFeatureView = z.strictObject({
  name: Name,
  /** Views whose features are the function's input, by the features' own names. */
  inputs: z.array(Projection).default([]),
  /** What the request itself brings. */
  request: Fields.default((): Field[] => []),
  schema: Fields,
  /**
   * Source text of a plain JavaScript function `(row) => ({ feature: value, … })`. It sees its argument and the
   * language's own objects, nothing else. An int64 is a bigint, a unix_timestamp a Date, a missing value null.
   */
  compute: z.string().min(1),
  /** The same as a Python function of a dict, for `export-feast`. */
  python: z.string().optional(),
  ...notes,
});

export interface OnDemandFeatureView extends z.output<typeof OnDemandFeatureView> {
  /** Set in built-in views alone: the engine's own operator computes it; `compute` says the same. */
  readonly engine?: 'interactions';
}
