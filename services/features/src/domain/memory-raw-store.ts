import { historyStart, type WorkloadRecord } from '@headroom/feature-engine';
import {
  usedFrom,
  type KnownArrival,
  type RawRecord,
  type RecordAdmission,
  type RefusedRecord,
} from './raw-record.ts';
import type { TimeRange } from './raw-window.ts';
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
        return record ? [[rawId, knownArrival(record)] as const] : [];
      }),
    );
  }

  async prefixes(
    serviceIds: readonly string[],
    before: { readonly partition: number; readonly offset: number },
  ): Promise<Map<string, WorkloadRecord[]>> {
    const prefixes = new Map<string, WorkloadRecord[]>();
    for (const record of this.records.values()) {
      const { serviceId } = record;
      if (!isUsedBefore(record, before) || !serviceIds.includes(serviceId)) continue;
      const prefix = prefixes.get(serviceId) ?? [];
      prefix.push(toWorkloadRecord(record));
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

  async history(
    serviceId: string,
    { after, upTo }: TimeRange,
    before: { readonly partition: number; readonly offset: number },
  ): Promise<WorkloadRecord[]> {
    return [...this.records.values()]
      .filter((record) => record.serviceId === serviceId && isUsedBefore(record, before))
      .filter(({ timestamp }) => timestamp > after && timestamp <= upTo)
      .map(toWorkloadRecord);
  }

  async append(
    records: readonly RawRecord[],
    refused: readonly RefusedRecord[],
    admissions: readonly RecordAdmission[] = [],
  ): Promise<boolean> {
    const given = new Map(records.map((record) => [record.rawId, record]));
    const stands = (rawId: string) => this.records.get(rawId) ?? given.get(rawId);
    if (
      records.some(({ rawId }) => this.records.has(rawId)) ||
      admissions.some(({ rawId }) => stands(rawId)?.admitted !== null)
    ) {
      return false;
    }
    for (const record of records) this.records.set(record.rawId, record);
    for (const record of refused) {
      if (!this.refused.has(record.rawId)) this.refused.set(record.rawId, record);
    }
    for (const { rawId, offset, ingestedAt } of admissions) {
      const record = this.records.get(rawId);
      if (record) this.records.set(rawId, { ...record, admitted: { offset, ingestedAt } });
    }
    return true;
  }

  async progress(source: string): Promise<SourceProgress | null> {
    const rows = [...this.records.values()].filter((record) => record.source === source);
    const refused = [...this.refused.values()].filter(
      (record) => record.source === source && !this.records.has(record.rawId),
    );
    if (rows.length + refused.length === 0) return null;
    const now = Math.max(...rows.map(({ timestamp }) => timestamp));
    const late = rows.filter((record) => usedFrom(record) === null).length;
    return { now, rows: rows.length, late, refused: refused.length };
  }
}

const knownArrival = ({ arrival, late, admitted }: RawRecord): KnownArrival => ({
  arrival,
  late,
  admitted: admitted?.offset ?? null,
});

function isUsedBefore(
  record: RawRecord,
  before: { readonly partition: number; readonly offset: number },
): boolean {
  const offset = usedFrom(record);
  return offset !== null && offset < before.offset && record.arrival.partition === before.partition;
}
