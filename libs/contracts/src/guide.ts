import type { Algorithm } from './events/model.ts';

/** The guide's MAE of each algorithm, measured on other data with other targets: shown beside, not comparable. */
export const GUIDE_MAE: Readonly<Record<Algorithm, number>> = {
  xgboost: 0.082,
  lightgbm: 0.079,
  catboost: 0.085,
  lstm: 0.098,
  gru: 0.095,
};
