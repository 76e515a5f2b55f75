import { parseCatboost } from './catboost.ts';
import { parseLightGbm } from './lightgbm.ts';
import type { TreeAlgorithm, TreeModel } from './tree-model.ts';
import { parseXgboost } from './xgboost.ts';

const PARSERS = { xgboost: parseXgboost, lightgbm: parseLightGbm, catboost: parseCatboost };

/**
 * Reads a booster from its library's own text or JSON format.
 * @throws ForecastingError MODEL_FORMAT where the file is broken or uses what the scorer does not know
 */
export function parseTreeModel(algorithm: TreeAlgorithm, text: string): TreeModel {
  return PARSERS[algorithm](text);
}
