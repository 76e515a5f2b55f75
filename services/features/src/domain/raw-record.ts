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
  /** Decided once, at the first arrival. Late records are kept and used by nothing. */
  readonly late: boolean;
  /** The eight metrics in the order of WORKLOAD_METRICS; NaN is missing. */
  readonly metrics: readonly number[];
  readonly scalingEvent: ScalingEvent;
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
}
