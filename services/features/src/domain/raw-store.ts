import type { WorkloadRecord } from '@headroom/feature-engine';
import type { KnownArrival, RawRecord, RecordAdmission, RefusedRecord } from './raw-record.ts';
import type { TimeRange } from './raw-window.ts';

/** How far a source's rows have come in. */
export interface SourceProgress {
  /** Greatest accepted event time, epoch ms: the "now" of an event clock. */
  readonly now: number;
  /** Accepted rows, late ones included. */
  readonly rows: number;
  /** Those of them that came late, and are used by nothing: admitted ones are not counted. */
  readonly late: number;
  /** Rows this service refused and never accepted. */
  readonly refused: number;
}

/** The offline truth: raw records, append-only. */
export interface RawStore {
  /** Of the raw ids that are stored, by raw id. */
  knownArrivals(rawIds: readonly string[]): Promise<Map<string, KnownArrival>>;
  /**
   * The records in use of each service that its next vectors can depend on, in any order; only of those that arrived in
   * the partition before the offset, and none that a replay has already stored behind it. A service without any has no
   * entry. One query.
   */
  prefixes(
    serviceIds: readonly string[],
    before: { readonly partition: number; readonly offset: number },
  ): Promise<Map<string, WorkloadRecord[]>>;
  /**
   * The records in use of one service with event time in the range, in any order, as the partition's log tells before
   * the offset.
   */
  history(
    serviceId: string,
    range: TimeRange,
    before: { readonly partition: number; readonly offset: number },
  ): Promise<WorkloadRecord[]>;
  /**
   * Stores new records and admissions of late ones, moves the clocks of their sources and tells whoever waits, all or
   * nothing. False when one of the raw ids is stored already, or an admission is: then nothing is stored; judge anew.
   */
  append(
    records: readonly RawRecord[],
    refused: readonly RefusedRecord[],
    admissions?: readonly RecordAdmission[],
  ): Promise<boolean>;
  /** Null when nothing of the source has arrived. */
  progress(source: string): Promise<SourceProgress | null>;
}
