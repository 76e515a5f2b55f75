/*
 * Moments of the values of a window: count, mean, sum of squared deviations (m2), minimum, maximum. Batch and stream
 * keep them in different places but compute them by these operators alone, on the same values in the same order, so
 * that their results are equal to the last bit. A missing value is left out by the caller.
 */

/** Mean after one value more, which is the `count`-th (Welford 1962). */
export function shiftedMean(mean: number, value: number, count: number): number {
  return mean + (value - mean) / count;
}

/** Sum of squared deviations after one value more, which moved the mean from `before` to `after`. */
export function grownM2(m2: number, value: number, before: number, after: number): number {
  return m2 + (value - before) * (value - after);
}

/** Mean of two parts together, neither empty (Chan, Golub and LeVeque 1979). */
export function mergedMean(countA: number, meanA: number, countB: number, meanB: number): number {
  return meanA + (meanB - meanA) * (countB / (countA + countB));
}

/** Sum of squared deviations of two parts together, neither empty. */
export function mergedM2(
  countA: number,
  meanA: number,
  m2A: number,
  countB: number,
  meanB: number,
  m2B: number,
): number {
  const distance = meanB - meanA;
  return m2A + m2B + distance * (distance * (countB / (countA + countB))) * countA;
}

export function lesser(a: number, b: number): number {
  return b < a ? b : a;
}

export function greater(a: number, b: number): number {
  return b > a ? b : a;
}

/** Sample standard deviation (ddof 1), missing with fewer than two values. */
export function sampleStd(m2: number, count: number): number {
  return count < 2 ? NaN : Math.sqrt(m2 / (count - 1));
}
