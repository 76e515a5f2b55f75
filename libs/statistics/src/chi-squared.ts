import { upperRegularizedGamma } from './regularized-gamma.ts';

export interface ChiSquaredResult {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/**
 * Pearson's chi-squared test of homogeneity on a table of counts (rows: samples, columns: categories), without Yates'
 * correction. Columns that are empty in every row are left out. A table with one category left has p = 1.
 * @throws RangeError if a row has no count at all
 */
export function chiSquared(table: readonly (readonly number[])[]): ChiSquaredResult {
  const rows = table.map((row) => row.reduce((sum, n) => sum + n, 0));
  if (rows.length < 2 || rows.some((n) => n <= 0)) {
    throw new RangeError('chiSquared: every row needs at least one count, and two rows are needed');
  }
  const total = rows.reduce((sum, n) => sum + n, 0);
  const width = Math.max(...table.map((row) => row.length));
  let statistic = 0;
  let categories = 0;
  for (let c = 0; c < width; c++) {
    const column = table.reduce((sum, row) => sum + (row[c] ?? 0), 0);
    if (column === 0) continue;
    categories++;
    table.forEach((row, r) => {
      const expected = ((rows[r] ?? 0) * column) / total;
      statistic += ((row[c] ?? 0) - expected) ** 2 / expected;
    });
  }
  const degreesOfFreedom = (rows.length - 1) * (categories - 1);
  const pValue =
    degreesOfFreedom === 0 ? 1 : upperRegularizedGamma(degreesOfFreedom / 2, statistic / 2);
  return { statistic, degreesOfFreedom, pValue };
}
