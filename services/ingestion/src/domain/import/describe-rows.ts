import {
  WORKLOAD_METRICS,
  type Dataset,
  type MetricName,
  type ObjectRef,
} from '@headroom/contracts';
import type { ImportRow } from './import-row.ts';

/** `ce_source` of an import's rows. */
export const sourceOf = (hash: string): string => `headroom/import#${hash}`;

/** Rows in event-time order, and their file, as every later step knows them. */
export function datasetOf(hash: string, file: ObjectRef, rows: readonly ImportRow[]): Dataset {
  return {
    file: { ...file, rows: rows.length },
    source: sourceOf(hash),
    rows: rows.length,
    services: new Set(rows.map((row) => row.service_id)).size,
    first_event: rows[0]?.timestamp ?? 0,
    last_event: rows.at(-1)?.timestamp ?? 0,
  };
}

/** Metrics with at least one value. The others are absent, not missing. */
export const declaredBy = (rows: readonly ImportRow[]): MetricName[] =>
  WORKLOAD_METRICS.map(({ name }) => name).filter((name) => rows.some((row) => row[name] !== null));
