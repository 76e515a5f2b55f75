import { HeadroomError } from '@headroom/contracts';
import { historyStart, type WorkloadRecord } from '@headroom/feature-engine';
import type { KnownArrival, RawRecord, RefusedRecord } from './raw-record.ts';
import type { RawStore, SourceProgress } from './raw-store.ts';
import { toWorkloadRecord } from './to-raw-record.ts';

/** For tests: the same contract as Postgres, in the process. */
export class MemoryRawStore implements RawStore {
  readonly records = new Map<string, RawRecord>();
  readonly refused = new Map<string, RefusedRecord>();
  readonly #cadenceMs: number;

  constructor(cadenceMs: number) {
    this.#cadenceMs = cadenceMs;
  }

  async knownArrivals(rawIds: readonly string[]): Promise<Map<string, KnownArrival>> {
    return new Map(
      rawIds.flatMap((rawId) => {
        const record = this.records.get(rawId);
        return record ? [[rawId, { arrival: record.arrival, late: record.late }] as const] : [];
      }),
    );
  }

  async prefixes(
    serviceIds: readonly string[],
    before: { readonly partition: number; readonly offset: number },
  ): Promise<Map<string, WorkloadRecord[]>> {
    const prefixes = new Map<string, WorkloadRecord[]>();
    for (const { late, serviceId, arrival, ...record } of this.records.values()) {
      const isBefore = arrival.partition === before.partition && arrival.offset < before.offset;
      if (late || !isBefore || !serviceIds.includes(serviceId)) continue;
      const prefix = prefixes.get(serviceId) ?? [];
      prefix.push(toWorkloadRecord({ late, serviceId, arrival, ...record }));
      prefixes.set(serviceId, prefix);
    }
    for (const [serviceId, records] of prefixes) {
      const newest = Math.max(...records.map(({ timestamp }) => timestamp));
      const start = historyStart(newest, this.#cadenceMs);
      prefixes.set(
        serviceId,
        records.filter(({ timestamp }) => timestamp > start),
      );
    }
    return prefixes;
  }

  async append(records: readonly RawRecord[], refused: readonly RefusedRecord[]): Promise<void> {
    if (records.some(({ rawId }) => this.records.has(rawId))) {
      throw new HeadroomError('UNAVAILABLE', 'stored by another consumer meanwhile');
    }
    for (const record of records) this.records.set(record.rawId, record);
    for (const record of refused) {
      if (!this.refused.has(record.rawId)) this.refused.set(record.rawId, record);
    }
  }

  async progress(source: string): Promise<SourceProgress | null> {
    const rows = [...this.records.values()].filter((record) => record.source === source);
    const refused = [...this.refused.values()].filter(
      (record) => record.source === source && !this.records.has(record.rawId),
    );
    if (rows.length + refused.length === 0) return null;
    const now = Math.max(...rows.map(({ timestamp }) => timestamp));
    const late = rows.filter((record) => record.late).length;
    return { now, rows: rows.length, late, refused: refused.length };
  }
}
