import type { QualityCheck, WorkloadMetric } from '@headroom/contracts';
import { placeOf, type RecordTable } from '../dataset.ts';
import { check } from './result.ts';

/** Above this share of values over 1, a service's fraction was sent in percent: the fix is its scale, not its rows. */
const PERCENT_SHARE = 0.5;

/** All values lie in the metric's bounds. A fraction column with a value over 1 is refused whole. */
export function checkBounds(
  table: RecordTable,
  metric: WorkloadMetric,
  values: Float64Array,
): QualityCheck {
  const outside = values.reduce((n, value) => n + (isOutside(metric, value) ? 1 : 0), 0);
  const present = values.reduce((n, value) => n + (Number.isNaN(value) ? 0 : 1), 0);
  const first = values.findIndex((value) => isOutside(metric, value));
  if (first < 0) {
    return check('bounds', 'passed', `${table.file}: ${metric.name} lies in its bounds`, {
      column: metric.name,
      observed: 0,
    });
  }
  const bounds =
    metric.max === undefined ? `${metric.min} or more` : `${metric.min} to ${metric.max}`;
  const fix = looksLikePercent(table, metric, values, first)
    ? 'it looks like percent: divide the column by 100 (in a mapping: scale 0.01)'
    : `correct it or leave it empty (unit: ${metric.unit})`;
  return check(
    'bounds',
    'failed',
    `${placeOf(table, first)}: ${metric.name} is ${values[first]}, allowed is ${bounds}; ${outside} of ${present} values lie outside; ${fix}`,
    { column: metric.name, row: first, observed: outside, threshold: 0 },
  );
}

function isOutside(metric: WorkloadMetric, value: number): boolean {
  if (Number.isNaN(value)) return false;
  const { min, max = Number.MAX_VALUE, integer = false } = metric;
  return value < min || value > max || (integer && !Number.isInteger(value));
}

/** Judged by the service of the first bad row: other services of the file may be right. */
function looksLikePercent(
  { columns }: RecordTable,
  metric: WorkloadMetric,
  values: Float64Array,
  first: number,
): boolean {
  if (metric.unit !== 'fraction') return false;
  const services = columns.get('service_id')?.values ?? [];
  const own = values.filter((v, row) => services[row] === services[first] && !Number.isNaN(v));
  const tooLarge = own.filter((value) => value > 1).length;
  return tooLarge / own.length > PERCENT_SHARE && own.every((value) => value <= 100);
}
