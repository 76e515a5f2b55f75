import type { QualityCheck, WorkloadMetric } from '@headroom/contracts';
import { check } from './result.ts';

/** Above this share of values over 1, a fraction column was sent in percent: the fix is its scale, not its rows. */
const PERCENT_SHARE = 0.5;

/** All values lie in the metric's bounds. A fraction column with a value over 1 is refused whole. */
export function checkBounds(
  file: string,
  metric: WorkloadMetric,
  values: Float64Array,
): QualityCheck {
  const max = metric.max ?? Number.POSITIVE_INFINITY;
  let first = -1;
  let outside = 0;
  let present = 0;
  for (let i = 0; i < values.length; i++) {
    const v = values[i] ?? Number.NaN;
    if (Number.isNaN(v)) continue;
    present++;
    const whole = metric.integer !== true || Number.isInteger(v);
    if (v >= metric.min && v <= max && Number.isFinite(v) && whole) continue;
    if (first < 0) first = i;
    outside++;
  }
  if (first < 0) {
    return check('bounds', 'passed', `${file}: ${metric.name} lies in its bounds`, {
      column: metric.name,
      observed: 0,
    });
  }
  const bounds =
    metric.max === undefined ? `${metric.min} or more` : `${metric.min} to ${metric.max}`;
  const percent = metric.unit === 'fraction' && outside / present > PERCENT_SHARE;
  const fix = percent
    ? 'it looks like percent: divide the column by 100'
    : `correct it or leave it empty (unit: ${metric.unit})`;
  return check(
    'bounds',
    'failed',
    `${file}: ${metric.name} is ${values[first]} in row ${first}, allowed is ${bounds}; ${outside} of ${present} values lie outside; ${fix}`,
    { column: metric.name, row: first, observed: outside, threshold: 0 },
  );
}
