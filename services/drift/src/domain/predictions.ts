/** Validation and test rows of a model, in units of cpu. */
export interface Predictions {
  readonly splits: readonly string[];
  readonly services: readonly string[];
  /** Epoch ms. */
  readonly times: Float64Array;
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
  readonly persistence: Float64Array;
}
