import type { QualityCheck } from '@headroom/contracts';
import { check } from './result.ts';

/** The share of missing values of a declared column stays at or under the threshold. */
export function checkMissing(
  file: string,
  column: string,
  values: Float64Array,
  threshold: number,
): QualityCheck {
  const missing = values.reduce((n, v) => n + (Number.isNaN(v) ? 1 : 0), 0);
  const share = missing / values.length;
  const told = `${file}: ${(share * 100).toFixed(2)} % of ${column} is missing (${missing} of ${values.length})`;
  const where = { column, observed: share, threshold };
  if (share <= threshold) return check('missing_share', 'passed', told, where);
  const row = values.findIndex((v) => Number.isNaN(v));
  return check(
    'missing_share',
    'failed',
    `${told}, allowed are ${(threshold * 100).toFixed(2)} %, first in row ${row}; repair the producer or raise max_missing_share`,
    { ...where, row },
  );
}
