import type { RawRecord } from '../raw-record.ts';

/** What it takes to send a late record again. */
export type LateRecord = Pick<
  RawRecord,
  'rawId' | 'source' | 'clock' | 'timestamp' | 'serviceId' | 'clusterId' | 'scalingEvent'
> & { readonly metrics: ArrayLike<number> };

/** An operator's act: late records with event time in (from, to] are to be used. Times are epoch ms. */
export interface Backfill {
  readonly id: string;
  readonly author: string;
  readonly reason: string;
  readonly from: number;
  readonly to: number;
  /** Null for all services. */
  readonly services: readonly string[] | null;
  /** Late records that it found. */
  readonly records: number;
  readonly requestedAt: Date;
  /** Null until all of them have been sent again. */
  readonly sentAt: Date | null;
}

export interface BackfillStore {
  /** Counts the late records of the range and remembers the act. */
  request(act: Omit<Backfill, 'records' | 'sentAt'>): Promise<Backfill>;
  /** Its late records that are not used yet, by raw id, after the given one. */
  lateRecords(backfill: Backfill, afterRawId: string, limit: number): Promise<LateRecord[]>;
  sent(id: string): Promise<void>;
  /** Newest first. */
  all(): Promise<Backfill[]>;
  /** Those that a process left before all was sent. */
  unsent(): Promise<Backfill[]>;
}
