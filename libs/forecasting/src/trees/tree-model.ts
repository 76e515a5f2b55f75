export type TreeAlgorithm = 'xgboost' | 'lightgbm' | 'catboost';

/** A row of the caller's → the model's raw output (z). */
export type RowFunction = (row: Float64Array) => number;

/** A parsed booster. */
export interface TreeModel {
  readonly algorithm: TreeAlgorithm;
  /** Feature names in the model's own order. */
  readonly columns: readonly string[];
  readonly trees: number;
  /**
   * @param positions `positions[i]` is where the model's column i stands in the caller's rows
   * @returns a function that allocates nothing; missing is NaN
   */
  bind(positions: Int32Array): RowFunction;
}
