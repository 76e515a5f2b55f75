import { BucketAccumulator } from '../buckets/bucket-accumulator.ts';
import type { WorkloadRecord } from '../buckets/workload-record.ts';
import { byEventTime } from '../buckets/workload-record.ts';

/** A bucket that may still change, with its records, or the newest of those that no longer can. */
export class RecentBucket {
  end = NaN;
  readonly value = new BucketAccumulator();
  /** Its prefix in each rolling window, one after the other. */
  readonly prefixes: Float64Array;
  records: WorkloadRecord[] = [];

  constructor(prefixLength: number) {
    this.prefixes = new Float64Array(prefixLength);
  }

  /** Begins anew, as another bucket. Its prefixes are those of the old one until they are extended. */
  begin(end: number): void {
    this.end = end;
    this.value.reset();
    this.records = [];
  }

  add(record: WorkloadRecord): void {
    const isNext = this.value.isNext(record);
    this.records.push(record);
    if (isNext) {
      this.value.add(record);
      return;
    }
    this.records.sort(byEventTime);
    this.value.reset();
    for (const each of this.records) this.value.add(each);
  }
}
