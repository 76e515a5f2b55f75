import type { ArrivalSeq, Clock, ScalingEvent } from '@headroom/contracts';

/** An accepted record as the offline store keeps it: append-only, never changed. */
export interface RawRecord {
  /** `ce_id` of the raw record: the natural key. */
  readonly rawId: string;
  readonly serviceId: string;
  readonly clusterId: string;
  readonly source: string;
  readonly clock: Clock;
  /** Event time, epoch ms. */
  readonly timestamp: number;
  readonly arrival: ArrivalSeq;
  /** When the broker took it, epoch ms. */
  readonly ingestedAt: number;
  /** Decided once, at the first arrival. Late records are kept and used by nothing, until a backfill admits them. */
  readonly late: boolean;
  /** Where in the log an operator's backfill admitted it; null for all others. */
  readonly admitted: AdmittedAt | null;
  /** The eight metrics in the order of WORKLOAD_METRICS; NaN is missing. */
  readonly metrics: readonly number[];
  readonly scalingEvent: ScalingEvent;
}

/** A late record counts from its admission on, as if it had arrived there. */
export interface AdmittedAt {
  readonly offset: number;
  readonly ingestedAt: number;
}

/** A late record that a backfill admits. */
export interface RecordAdmission extends AdmittedAt {
  readonly rawId: string;
  readonly source: string;
}

/** A record that this service refused: remembered so that whoever waits for a data set's rows can count it. */
export interface RefusedRecord {
  readonly rawId: string;
  readonly source: string;
  readonly arrival: ArrivalSeq;
}

/** What is known of a raw id that came before. */
export interface KnownArrival {
  readonly arrival: ArrivalSeq;
  readonly late: boolean;
  /** Offset of its admission, if it was late and has been admitted. */
  readonly admitted: number | null;
}

/** The place in its partition from which on a record is used; null for a late one that is not. */
export const usedFrom = ({ late, arrival, admitted }: RawRecord): number | null =>
  late ? (admitted?.offset ?? null) : arrival.offset;
