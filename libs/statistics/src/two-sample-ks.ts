export interface KsResult {
  /** Greatest distance between the two empirical distribution functions, 0…1. */
  readonly statistic: number;
  /** Two-sided p-value: exact up to EXACT_LIMIT values a side, the Smirnov limit above. */
  readonly pValue: number;
}

/** Exact p-values cost n·m steps; scipy's `ks_2samp(method='auto')` switches at the same size. */
const EXACT_LIMIT = 10_000;

/**
 * Two-sample Kolmogorov–Smirnov test, ties handled as scipy does. NaN is missing and skipped.
 * @throws RangeError if a sample has no value
 */
export function twoSampleKs(a: Float64Array, b: Float64Array): KsResult {
  const x = sortedValues(a);
  const y = sortedValues(b);
  if (x.length === 0 || y.length === 0) {
    throw new RangeError('twoSampleKs: a sample has no value; both sides need at least one');
  }
  const steps = greatestDistance(x, y);
  const statistic = steps / lcm(x.length, y.length);
  const pValue =
    Math.max(x.length, y.length) <= EXACT_LIMIT
      ? exactPValue(steps, x.length, y.length)
      : smirnovPValue(statistic * Math.sqrt((x.length * y.length) / (x.length + y.length)));
  // Sums over many paths may round to just above 1.
  return { statistic, pValue: Math.min(1, pValue) };
}

function sortedValues(values: Float64Array): Float64Array {
  return values.filter((v) => !Number.isNaN(v)).sort();
}

/** Distance in units of 1/lcm(n, m): an integer, so that the exact test compares without rounding. */
function greatestDistance(x: Float64Array, y: Float64Array): number {
  const [n, m] = [x.length, y.length];
  const unit = lcm(n, m);
  let i = 0;
  let k = 0;
  let greatest = 0;
  while (i < n && k < m) {
    const v = Math.min(x[i] ?? 0, y[k] ?? 0);
    while (i < n && x[i] === v) i++;
    while (k < m && y[k] === v) k++;
    greatest = Math.max(greatest, Math.abs(i * (unit / n) - k * (unit / m)));
  }
  return greatest;
}

/**
 * Share of the lattice paths from (0, 0) to (n, m) that touch the border |i/n − k/m| ≥ d (Hodges 1958). The share outside
 * is carried, not its complement, so that tiny p-values keep their digits.
 */
function exactPValue(steps: number, n: number, m: number): number {
  if (steps === 0) return 1;
  const unit = lcm(n, m);
  const [dx, dy] = [unit / n, unit / m];
  const row = new Float64Array(m + 1);
  for (let k = 1; k <= m; k++) row[k] = k * dy >= steps ? 1 : (row[k - 1] ?? 0);
  for (let i = 1; i <= n; i++) {
    const xi = i * dx;
    if (xi >= steps) row[0] = 1;
    let left = row[0] ?? 0;
    for (let k = 1; k <= m; k++) {
      const outside = Math.abs(xi - k * dy) >= steps;
      left = outside ? 1 : ((row[k] ?? 0) * i + left * k) / (i + k);
      row[k] = left;
    }
  }
  return row[m] ?? 1;
}

/** Survival function of the Kolmogorov distribution; the series that converges on each side of 1.18. */
function smirnovPValue(x: number): number {
  if (x <= 0) return 1;
  if (x < 1.18) {
    const v = Math.exp(-(Math.PI * Math.PI) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * (v + v ** 9 + v ** 25 + v ** 49);
  }
  const v = Math.exp(-2 * x * x);
  return 2 * (v - v ** 4 + v ** 9 - v ** 16);
}

function lcm(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
