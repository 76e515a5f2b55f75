import type { Link } from './links.ts';

export type TreeAlgorithm = 'xgboost' | 'lightgbm' | 'catboost';

/** A row of the caller's → the model's margin, which its link turns into the prediction. */
export type RowFunction = (row: Float64Array) => number;

/**
 * Shapley values of one row's margin, exact and path-dependent (Lundberg et al. 2018, "Consistent individualized
 * feature attribution for tree ensembles"): overwrites one value for each of the model's columns, and returns the base
 * value. Base and values add up to the margin.
 */
export type RowExplainer = (row: Float64Array, contributions: Float64Array) => number;

/** A parsed booster. */
export interface TreeModel {
  readonly algorithm: TreeAlgorithm;
  /** Feature names in the model's own order. */
  readonly columns: readonly string[];
  readonly trees: number;
  readonly link: Link;
  /**
   * @param positions `positions[i]` is where the model's column i stands in the caller's rows
   * @returns a function that allocates nothing; missing is NaN
   */
  bind(positions: Int32Array): RowFunction;
  /** @throws ForecastingError MODEL_FORMAT for trees too deep to explain */
  explain(positions: Int32Array): RowExplainer;
}
