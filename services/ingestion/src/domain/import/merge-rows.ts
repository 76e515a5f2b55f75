import { WORKLOAD_METRICS } from '@headroom/contracts';
import type { FileRow, ImportRow } from './import-row.ts';

export interface Merged {
  /** By time, then service; one row a service and time. */
  readonly rows: ImportRow[];
  /** Values that a later row of the same service and time replaced. */
  readonly replaced: number;
}

/**
 * Puts the rows of all files in event-time order, and joins those of one service and time: of two values the later
 * counts, and an empty one replaces nothing. A service is in the cluster that its first row tells, else in its own.
 */
export function mergeRows(rows: readonly FileRow[]): Merged {
  const clusters = new Map<string, string>();
  for (const { service_id, cluster_id } of rows) {
    if (cluster_id !== null && !clusters.has(service_id)) clusters.set(service_id, cluster_id);
  }
  const merged: ImportRow[] = [];
  let replaced = 0;
  for (const row of rows.toSorted(byTimeAndService)) {
    const cluster_id = row.cluster_id ?? clusters.get(row.service_id) ?? row.service_id;
    const last = merged.at(-1);
    if (last?.timestamp !== row.timestamp || last.service_id !== row.service_id) {
      merged.push({ ...row, cluster_id });
      continue;
    }
    replaced += WORKLOAD_METRICS.filter(
      (m) => last[m.name] !== null && row[m.name] !== null,
    ).length;
    merged[merged.length - 1] = join(last, { ...row, cluster_id });
  }
  return { rows: merged, replaced };
}

const byTimeAndService = (a: FileRow, b: FileRow): number =>
  a.timestamp - b.timestamp ||
  (a.service_id < b.service_id ? -1 : a.service_id > b.service_id ? 1 : 0);

function join(earlier: ImportRow, later: ImportRow): ImportRow {
  const values = WORKLOAD_METRICS.map(({ name }) => [name, later[name] ?? earlier[name]] as const);
  return {
    ...later,
    ...Object.fromEntries(values),
    scaling_event: later.scaling_event === 'none' ? earlier.scaling_event : later.scaling_event,
    origin: `${earlier.origin} and ${later.origin}`,
  };
}
