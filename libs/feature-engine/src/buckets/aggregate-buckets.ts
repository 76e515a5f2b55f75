import { METRIC_COUNT } from '../metrics.ts';
import { bucketEnd } from '../time/bucket-time.ts';
import { BucketAccumulator } from './bucket-accumulator.ts';
import type { ScalingEvent, WorkloadRecord } from './workload-record.ts';
import { byEventTime } from './workload-record.ts';

/** The buckets of one service, by end, ascending; a bucket without a record is absent. All arrays have equal length. */
export interface BucketColumns {
  readonly ends: Float64Array;
  /** One column a metric, in the order of METRICS; NaN where the bucket lacks it. */
  readonly metrics: readonly Float64Array[];
  /** Highest arrival of any record of the bucket. */
  readonly arrivalSeqs: Float64Array;
  readonly clusterIds: readonly string[];
  readonly scalingEvents: readonly ScalingEvent[];
}

/** Buckets of the in-time records of one service, given in any order. */
export function aggregateBuckets(
  records: readonly WorkloadRecord[],
  cadenceMs: number,
): BucketColumns {
  const sorted = isSorted(records) ? records : records.toSorted(byEventTime);
  const ends = distinctEnds(sorted, cadenceMs);
  const metrics = Array.from({ length: METRIC_COUNT }, () => new Float64Array(ends.length));
  const arrivalSeqs = new Float64Array(ends.length);
  const clusterIds: string[] = [];
  const scalingEvents: ScalingEvent[] = [];
  const bucket = new BucketAccumulator();
  let next = 0;
  ends.forEach((end, row) => {
    bucket.reset();
    for (
      let record = sorted[next];
      record !== undefined && record.timestamp <= end;
      record = sorted[++next]
    ) {
      bucket.add(record);
    }
    metrics.forEach((column, m) => (column[row] = bucket.value(m)));
    arrivalSeqs[row] = bucket.arrivalSeq;
    clusterIds.push(bucket.clusterId);
    scalingEvents.push(bucket.scalingEvent);
  });
  return { ends, metrics, arrivalSeqs, clusterIds, scalingEvents };
}

function isSorted(records: readonly WorkloadRecord[]): boolean {
  return records.every((record, i) => {
    const previous = records[i - 1];
    return previous === undefined || byEventTime(previous, record) <= 0;
  });
}

function distinctEnds(sorted: readonly WorkloadRecord[], cadenceMs: number): Float64Array {
  const ends: number[] = [];
  for (const record of sorted) {
    const end = bucketEnd(record.timestamp, cadenceMs);
    if (end !== ends.at(-1)) ends.push(end);
  }
  return Float64Array.from(ends);
}
