import type { QualityCheck } from '@headroom/contracts';
import { placeOf, type RecordTable } from '../dataset.ts';
import { check } from './result.ts';

/** What a bucket of a service has of one metric. */
interface Bucket {
  present: boolean;
  /** Its first row without a value. */
  emptyRow: number;
}

export interface MissingRule {
  readonly threshold: number;
  readonly cadenceMs: number;
}

/**
 * The share of a service's buckets without a value stays at or under the threshold. It is counted by bucket, since
 * records may be partial: a metric that another row of the same bucket brings is not missing. A service that has no
 * value at all does not declare the metric; of cpu, which all must have, it lacks every one.
 */
export function checkMissing(
  table: RecordTable,
  column: string,
  values: Float64Array,
  { threshold, cadenceMs }: MissingRule,
): QualityCheck {
  const buckets = [...bucketsOf(table, values, cadenceMs).values()]
    .map((ofService) => [...ofService.values()])
    .filter((of) => column === 'cpu_utilization' || of.some(({ present }) => present))
    .flat();
  const missing = buckets.filter(({ present }) => !present);
  const share = missing.length / buckets.length;
  const told = `${(share * 100).toFixed(2)} % of ${column} is missing (${missing.length} of ${buckets.length})`;
  const where = { column, observed: share, threshold };
  const [first] = missing;
  if (share <= threshold || first === undefined) {
    return check('missing_share', 'passed', `${table.file}: ${told}`, where);
  }
  return check(
    'missing_share',
    'failed',
    `${placeOf(table, first.emptyRow)}: ${column} is empty, and ${told}, allowed are ${(threshold * 100).toFixed(2)} %; repair the producer or raise max_missing_share`,
    { ...where, row: first.emptyRow },
  );
}

function bucketsOf(
  { columns }: RecordTable,
  values: Float64Array,
  cadenceMs: number,
): Map<unknown, Map<number, Bucket>> {
  const times = columns.get('timestamp')?.values ?? [];
  const services = columns.get('service_id')?.values ?? [];
  const byService = new Map<unknown, Map<number, Bucket>>();
  values.forEach((value, row) => {
    const service = services[row];
    const buckets = byService.get(service) ?? new Map<number, Bucket>();
    byService.set(service, buckets);
    const end = Math.ceil(Number(times[row]) / cadenceMs);
    const bucket = buckets.get(end) ?? { present: false, emptyRow: row };
    buckets.set(end, bucket);
    if (!Number.isNaN(value)) bucket.present = true;
  });
  return byService;
}
