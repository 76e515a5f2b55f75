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
  const groups: FileRow[][] = [];
  for (const row of rows.toSorted(byTimeAndService)) {
    const group = groups.at(-1);
    if (group?.[0] !== undefined && byTimeAndService(group[0], row) === 0) group.push(row);
    else groups.push([row]);
  }
  let replaced = 0;
  const merged = groups.map((group) => {
    const joined = join(group);
    replaced += count(group) - count([joined]);
    const told = joined.cluster_id ?? clusters.get(joined.service_id);
    return { ...joined, cluster_id: told ?? joined.service_id };
  });
  return { rows: merged, replaced };
}

const count = (rows: readonly FileRow[]): number =>
  rows.reduce((n, row) => n + WORKLOAD_METRICS.filter(({ name }) => row[name] !== null).length, 0);

const byTimeAndService = (a: FileRow, b: FileRow): number =>
  a.timestamp - b.timestamp ||
  (a.service_id < b.service_id ? -1 : a.service_id > b.service_id ? 1 : 0);

/** The rows of one service and time as one. Its origin names the rows whose values stand. */
function join(group: readonly FileRow[]): FileRow {
  const [first, ...others] = group;
  const last = group.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('a group has a row');
  if (others.length === 0) return first;
  const owners = WORKLOAD_METRICS.map(
    ({ name }) => [name, group.findLast((row) => row[name] !== null)] as const,
  );
  const standing = new Set(owners.flatMap(([, owner]) => owner ?? []));
  const origins = group.filter((row) => standing.has(row)).map(({ origin }) => origin);
  return {
    ...last,
    ...Object.fromEntries(owners.map(([name, owner]) => [name, owner?.[name] ?? null])),
    cluster_id: group.find(({ cluster_id }) => cluster_id !== null)?.cluster_id ?? null,
    scaling_event: group.findLast((row) => row.scaling_event !== 'none')?.scaling_event ?? 'none',
    origin: origins.length === 0 ? last.origin : origins.join(' and '),
  };
}
