import type { WorkloadRecord } from '@headroom/feature-engine';

export interface ServiceRecord extends WorkloadRecord {
  readonly serviceId: string;
}

/** Event times after `after`, up to and including `upTo`. */
export interface TimeRange {
  readonly after: number;
  readonly upTo: number;
}

/** First and last offset of a partition, both included. */
export interface ArrivalRange {
  readonly partition: number;
  readonly first: number;
  readonly last: number;
}

/** Reads the offline truth in bulk. */
export interface RawWindow {
  /** Greatest event time of all sources; null when nothing has arrived. */
  newest(): Promise<number | null>;
  /**
   * In-time records of the range, by service id (code points), event time and arrival.
   * @param source only services that this source has sent records of; null for all services
   */
  inTime(range: TimeRange, source: string | null): Promise<ServiceRecord[]>;
  /** Between which places of the log the same records count, by partition. */
  arrivals(range: TimeRange, source: string | null): Promise<ArrivalRange[]>;
}
