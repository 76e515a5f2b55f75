import type { QualityCheck } from '@headroom/contracts';
import { check } from './result.ts';

/** No two rows of one service share a time. They only warn: of two values the later one counts. */
export function checkDuplicates(
  file: string,
  times: Float64Array,
  services: readonly (string | null)[],
): QualityCheck {
  const seen = new Map<string, Set<number>>();
  let duplicates = 0;
  let first: number | null = null;
  for (let i = 0; i < times.length; i++) {
    const service = services[i] ?? '';
    const time = times[i] ?? Number.NaN;
    const known = seen.get(service) ?? new Set<number>();
    seen.set(service, known);
    if (known.has(time)) {
      duplicates++;
      first ??= i;
    }
    known.add(time);
  }
  return duplicates === 0
    ? check('duplicates', 'passed', `${file}: one row a service and time`, { observed: 0 })
    : check(
        'duplicates',
        'warned',
        `${file}: ${duplicates} rows repeat a service and timestamp, first row ${first ?? 0}; the later row counts`,
        { column: 'timestamp', row: first, observed: duplicates, threshold: 0 },
      );
}
