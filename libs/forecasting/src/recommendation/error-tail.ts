/**
 * Chance that an error is over `x` typical ones, by Student's distribution with 4 degrees of freedom: its mean absolute
 * value is 1, so a mean absolute error is its scale. Heavier than normal, since demand bursts.
 */
export function chanceAbove(x: number): number {
  const square = (x * x) / 4;
  const half = ((3 / 8) * x * (1 - square / (3 * (1 + square)))) / Math.sqrt(1 + square);
  return Math.max(0, 0.5 - half);
}
