import { WORKLOAD_METRICS } from '@headroom/contracts';
import type { InputTable } from './input-table.ts';
import { FileMapping } from './mapping.ts';

/**
 * The mapping of a file that uses our own names, or null for one that has no metric under its own name. Columns that
 * are still missing then (timestamp, service_id) are for the reader to refuse.
 */
export function ownColumns({ columns }: Pick<InputTable, 'columns'>): FileMapping | null {
  const metrics = WORKLOAD_METRICS.map(({ name }) => name).filter((name) => columns.has(name));
  if (metrics.length === 0) return null;
  return FileMapping.parse({
    pattern: '*',
    service_id: { column: 'service_id' },
    ...(columns.has('cluster_id') && { cluster_id: { column: 'cluster_id' } }),
    metrics: Object.fromEntries(metrics.map((name) => [name, { column: name }])),
    ...(columns.has('scaling_event') && { scaling_event: { column: 'scaling_event' } }),
  });
}
