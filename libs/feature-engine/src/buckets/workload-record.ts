export type ScalingEvent = 'none' | 'scale_up' | 'scale_down';

/** What the engine needs of one accepted record of one service. */
export interface WorkloadRecord {
  /** Event time, epoch milliseconds. */
  readonly timestamp: number;
  /** Offset in the one partition its service lives in: the order in which its records count. */
  readonly arrivalSeq: number;
  /** The eight metrics in the order of METRICS; NaN where the record does not have one. */
  readonly metrics: ArrayLike<number>;
  readonly scalingEvent: ScalingEvent;
  readonly clusterId: string;
}

/** By event time, then by arrival: the order in which the records of a bucket are aggregated. */
export function byEventTime(a: WorkloadRecord, b: WorkloadRecord): number {
  return a.timestamp - b.timestamp || a.arrivalSeq - b.arrivalSeq;
}
