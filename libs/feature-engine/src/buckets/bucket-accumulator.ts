import { METRIC_COUNT, METRIC_INDEX } from '../metrics.ts';
import { at } from '../typed-array.ts';
import type { ScalingEvent, WorkloadRecord } from './workload-record.ts';

/**
 * The value of one bucket, from its records in (timestamp, arrival_seq) order: the one aggregation that batch and
 * stream share. The values of the newest timestamp are held apart until the next one comes, since a later arrival
 * with the same timestamp replaces them metric by metric.
 */
export class BucketAccumulator {
  scalingEvent: ScalingEvent = 'none';
  clusterId = '';
  /** Highest arrival of any of the records. */
  arrivalSeq = -1;
  private timestamp = -Infinity;
  private newestSeq = -1;
  private readonly sums = new Float64Array(METRIC_COUNT);
  private readonly counts = new Float64Array(METRIC_COUNT);
  private readonly held = new Float64Array(METRIC_COUNT).fill(NaN);

  reset(): void {
    this.scalingEvent = 'none';
    this.clusterId = '';
    this.arrivalSeq = -1;
    this.timestamp = -Infinity;
    this.newestSeq = -1;
    this.sums.fill(0);
    this.counts.fill(0);
    this.held.fill(NaN);
  }

  /** Whether the record comes after all that were added, so that it can be added without starting over. */
  isNext(record: WorkloadRecord): boolean {
    return (
      record.timestamp > this.timestamp ||
      (record.timestamp === this.timestamp && record.arrivalSeq > this.newestSeq)
    );
  }

  add(record: WorkloadRecord): void {
    if (record.timestamp > this.timestamp) this.settle();
    this.timestamp = record.timestamp;
    this.newestSeq = record.arrivalSeq;
    for (let m = 0; m < METRIC_COUNT; m++) {
      const value = record.metrics[m] ?? NaN;
      if (!Number.isNaN(value)) this.held[m] = value;
    }
    if (record.scalingEvent !== 'none') this.scalingEvent = record.scalingEvent;
    this.clusterId = record.clusterId;
    this.arrivalSeq = Math.max(this.arrivalSeq, record.arrivalSeq);
  }

  /** Mean of the metric's values, its last one for the instance count, NaN when it has none. */
  value(metric: number): number {
    const held = at(this.held, metric);
    const sum = at(this.sums, metric);
    const count = at(this.counts, metric);
    if (Number.isNaN(held)) return count === 0 ? NaN : sum / count;
    return metric === METRIC_INDEX.inst ? held : (sum + held) / (count + 1);
  }

  private settle(): void {
    for (let m = 0; m < METRIC_COUNT; m++) {
      const held = at(this.held, m);
      if (Number.isNaN(held)) continue;
      const isLast = m === METRIC_INDEX.inst;
      this.sums[m] = isLast ? held : at(this.sums, m) + held;
      this.counts[m] = isLast ? 1 : at(this.counts, m) + 1;
      this.held[m] = NaN;
    }
  }
}
