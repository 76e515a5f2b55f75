/** Whose row it is, null where that is not known: what the model knows of this service alone is then missing. */
export type ServiceName = string | null;

/** A model that reads rows of one layout. */
export interface BoundModel {
  /** The model's own output; where the row is eligible it is (cpu − level)/scale. Missing features are NaN. */
  z(row: Float64Array, service: ServiceName): number;
  /** Names of what the model sees: the signature, and for boosters what is computed from it. */
  readonly inputs: readonly string[];
  /**
   * Shapley values of z, before the link of a booster that has one; null for recurrent models.
   * @throws ForecastingError MODEL_FORMAT for trees too deep to explain
   */
  explainer(): InputExplainer | null;
}

/** Overwrites the values of the inputs and their contributions to z, one each, and returns the base value of z. */
type InputExplainer = (
  row: Float64Array,
  service: ServiceName,
  values: Float64Array,
  contributions: Float64Array,
) => number;

/** @param positions where the signature's columns stand in the caller's rows, @param width how long those rows are */
export type BindModel = (positions: Int32Array, width: number) => BoundModel;
