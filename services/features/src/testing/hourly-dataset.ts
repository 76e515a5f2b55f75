import type { ValidatedRecord } from '@headroom/contracts';
import { HOUR_MS } from '@headroom/feature-engine';
import { admitBatch } from '../domain/admit-batch.ts';
import type { ServiceRecord } from '../domain/raw-window.ts';
import { toWorkloadRecord } from '../domain/to-raw-record.ts';
import { T0, validated } from './validated-log.ts';

export const SOURCE = 'headroom/generation#7';
export const SERVICE_COUNT = 5;
const HOURS = 200;

/** Hourly records with gaps and missing values, a third of them an instant too early for their neighbour. */
export function hourlyDataset(): ValidatedRecord[] {
  const records: ValidatedRecord[] = [];
  for (let hour = 0; hour < HOURS; hour++) {
    for (let s = 0; s < SERVICE_COUNT; s++) {
      const wave = Math.sin((hour + 5 * s) / 3.7);
      if ((hour * 7 + s) % 41 === 0) continue;
      records.push(
        validated({
          raw_id: `${s}/${hour}`,
          source: SOURCE,
          service_id: `svc-${s}`,
          cluster_id: `cluster-${s % 2}`,
          timestamp: T0 + (hour - (hour % 3 === 2 ? 1.5 : 0)) * HOUR_MS,
          cpu_utilization: (hour + s) % 29 === 0 ? null : 0.5 + 0.4 * wave,
          request_rate: 100 + 50 * wave,
        }),
      );
    }
  }
  return records;
}

/** The records that are in time, as the store gives them. */
export function inTimeOf(records: readonly ValidatedRecord[]): ServiceRecord[] {
  const arrived = records.map((record, offset) => ({
    record,
    arrival: { partition: 0, offset },
    ingestedAt: T0,
  }));
  return admitBatch(arrived, new Map(), () => -Infinity, HOUR_MS)
    .flatMap((a) => (a.kind === 'in_time' ? [a.raw] : []))
    .map((raw) => ({ ...toWorkloadRecord(raw), serviceId: raw.serviceId }))
    .toSorted(
      (a, b) =>
        a.serviceId.localeCompare(b.serviceId) ||
        a.timestamp - b.timestamp ||
        a.arrivalSeq - b.arrivalSeq,
    );
}
