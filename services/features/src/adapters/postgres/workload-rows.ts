import { SCALING_EVENTS, WORKLOAD_METRICS, type ScalingEvent } from '@headroom/contracts';
import type { ServiceRecord } from '../../domain/raw-window.ts';
import type { ColumnTable } from '@headroom/storage';

/** Select list (of records in use: `used_offset is not null`) of what the engine needs of a raw record, and how to read it: large results come as columns. */
export const WORKLOAD_COLUMNS = {
  service_id: 'string',
  cluster_id: 'string',
  event_time: 'timestamp',
  arrival_offset: 'int64',
  ...Object.fromEntries(WORKLOAD_METRICS.map(({ name }) => [name, 'float64'] as const)),
  scaling_event: 'string',
} as const;

export const workloadSelect = (alias: string): string =>
  Object.keys(WORKLOAD_COLUMNS)
    .map((name) =>
      name === 'arrival_offset' ? `${alias}.used_offset as ${name}` : `${alias}.${name}`,
    )
    .join(', ');

export function serviceRecords(table: ColumnTable): ServiceRecord[] {
  const services = table.strings('service_id');
  const clusters = table.strings('cluster_id');
  const times = table.timestamps('event_time');
  const offsets = table.float64('arrival_offset');
  const events = table.strings('scaling_event');
  const metrics = WORKLOAD_METRICS.map(({ name }) => table.float64(name));
  return Array.from({ length: table.rows }, (_, row) => ({
    serviceId: services[row] ?? '',
    clusterId: clusters[row] ?? '',
    timestamp: times[row] ?? NaN,
    arrivalSeq: offsets[row] ?? NaN,
    metrics: metrics.map((column) => column[row] ?? NaN),
    scalingEvent: scalingEvent(events[row]),
  }));
}

const scalingEvent = (text: string | null | undefined): ScalingEvent =>
  SCALING_EVENTS.find((known) => known === text) ?? 'none';
