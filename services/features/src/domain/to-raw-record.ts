import { WORKLOAD_METRICS, type ArrivalSeq, type ValidatedRecord } from '@headroom/contracts';
import type { WorkloadRecord } from '@headroom/feature-engine';
import { usedFrom, type RawRecord } from './raw-record.ts';

export function toRawRecord(
  record: ValidatedRecord,
  arrival: ArrivalSeq,
  late: boolean,
  ingestedAt: number,
): RawRecord {
  return {
    rawId: record.raw_id,
    serviceId: record.service_id,
    clusterId: record.cluster_id,
    source: record.source,
    clock: record.clock,
    timestamp: record.timestamp,
    arrival,
    ingestedAt,
    late,
    admitted: null,
    metrics: WORKLOAD_METRICS.map(({ name }) => record[name] ?? NaN),
    scalingEvent: record.scaling_event,
  };
}

/** What the engine needs of it. A service lives in one partition, so the offset alone orders its records. */
export function toWorkloadRecord(record: RawRecord): WorkloadRecord {
  return {
    timestamp: record.timestamp,
    arrivalSeq: usedFrom(record) ?? record.arrival.offset,
    metrics: record.metrics,
    scalingEvent: record.scalingEvent,
    clusterId: record.clusterId,
  };
}
