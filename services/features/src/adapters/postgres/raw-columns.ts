import { WORKLOAD_METRICS } from '@headroom/contracts';
import type { BulkColumn } from '@headroom/storage';
import type { RawRecord } from '../../domain/raw-record.ts';

/** The records as columns of features.raw_record. */
export function rawColumns(records: readonly RawRecord[]): BulkColumn[] {
  const text = (name: string, of: (record: RawRecord) => string): BulkColumn => ({
    name,
    type: 'text',
    values: records.map(of),
  });
  return [
    text('raw_id', (r) => r.rawId),
    text('service_id', (r) => r.serviceId),
    text('cluster_id', (r) => r.clusterId),
    text('source', (r) => r.source),
    text('clock', (r) => r.clock),
    { name: 'event_time', type: 'timestamptz', values: records.map((r) => r.timestamp) },
    { name: 'arrival_partition', type: 'int4', values: records.map((r) => r.arrival.partition) },
    { name: 'arrival_offset', type: 'int8', values: records.map((r) => r.arrival.offset) },
    { name: 'ingested_at', type: 'timestamptz', values: records.map((r) => r.ingestedAt) },
    { name: 'late', type: 'bool', values: records.map((r) => r.late) },
    ...WORKLOAD_METRICS.map(({ name }, m): BulkColumn => ({
      name,
      type: 'float8',
      values: records.map((r) => r.metrics[m] ?? NaN),
    })),
    text('scaling_event', (r) => r.scalingEvent),
  ];
}
