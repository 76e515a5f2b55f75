import { ForecastingError } from '../error.ts';

/** Sums over rows from which every error follows, so that services can be added up without keeping their rows. */
export interface ErrorSums {
  rows: number;
  absolute: number;
  squared: number;
}

/** Σ|a − b| and Σ(a − b)² over the rows where both are there. */
export function errorSums(actual: Float64Array, predicted: Float64Array): ErrorSums {
  assertSameLength(actual, predicted);
  const sums: ErrorSums = { rows: 0, absolute: 0, squared: 0 };
  for (let i = 0; i < actual.length; i++) {
    const error = (actual[i] as number) - (predicted[i] as number);
    if (Number.isNaN(error)) continue;
    sums.rows++;
    sums.absolute += Math.abs(error);
    sums.squared += error * error;
  }
  return sums;
}

/** NaN over no rows. */
export function meanAbsoluteError(actual: Float64Array, predicted: Float64Array): number {
  const { absolute, rows } = errorSums(actual, predicted);
  return absolute / rows;
}

/**
 * 1 − squared error over the squared distance from the mean. Where the actual values don't vary, 1 for a perfect
 * prediction and 0 for any other, as scikit-learn has it.
 */
export function rSquared(squaredError: number, actual: readonly Float64Array[]): number {
  let count = 0;
  let mean = 0;
  let variation = 0;
  for (const values of actual)
    for (const value of values) {
      const distance = value - mean;
      mean += distance / ++count;
      variation += distance * (value - mean);
    }
  if (variation === 0) return squaredError === 0 ? 1 : 0;
  return 1 - squaredError / variation;
}

export function assertSameLength(...arrays: readonly Float64Array[]): void {
  const lengths = arrays.map((array) => array.length);
  if (new Set(lengths).size > 1)
    throw new ForecastingError(
      'INPUT',
      `columns of ${lengths.join(', ')} rows; pass equal lengths`,
    );
}
