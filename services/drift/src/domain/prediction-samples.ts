import type { ColumnSample } from './column-sample.ts';
import type { Predictions } from './predictions.ts';

/**
 * A model's predictions and residuals: validation split against test split. Not the training split: a model's
 * errors on rows that it has learnt from are smaller than on any others, which would be taken for drift.
 */
export function predictionSamples(predictions: Predictions): ColumnSample[] {
  const { splits, actual, predicted } = predictions;
  const residual = actual.map((value, row) => value - (predicted[row] ?? NaN));
  const sides = (values: Float64Array) => ({
    referenceSplit: 'validation' as const,
    reference: values.filter((_, row) => splits[row] === 'validation'),
    current: values.filter((_, row) => splits[row] === 'test'),
  });
  return [
    { column: 'prediction', role: 'prediction', ...sides(predicted) },
    { column: 'residual', role: 'residual', ...sides(residual) },
  ];
}
