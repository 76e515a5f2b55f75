import type { BatchBuckets } from '../batch/batch-engine.ts';
import { aggregateBuckets } from '../buckets/aggregate-buckets.ts';
import type { ScalingEvent, WorkloadRecord } from '../buckets/workload-record.ts';
import { byEventTime } from '../buckets/workload-record.ts';
import type { FeatureViewName } from '../definitions/feature-views.ts';
import { VECTOR_VIEWS } from '../definitions/online-layout.ts';
import { VECTOR_LENGTH, VECTOR_OFFSETS } from '../definitions/vector-layout.ts';
import { LONGEST_WINDOW_MS } from '../definitions/windows.ts';
import { METRIC_COUNT, METRIC_INDEX } from '../metrics.ts';
import { Calendar } from '../operators/calendar.ts';
import { bucketEnd } from '../time/bucket-time.ts';
import { assertCadence } from '../time/cadence.ts';
import { frozenBefore, historyStart } from '../time/history.ts';
import { latenessMs, LateRule } from '../time/lateness.ts';
import { at } from '../typed-array.ts';
import { BucketRing } from './bucket-ring.ts';
import { RecentBucket } from './recent-bucket.ts';
import { ARRIVAL_CHANNEL, CHANNELS, StreamWindows } from './stream-windows.ts';
import { writeLags } from './write-lags.ts';
import { writeRelative } from './write-relative.ts';

/** The vector of one bucket as it now is. */
export interface StreamVector {
  /** End t of its bucket. */
  readonly end: number;
  /** Highest arrival_seq of any in-time record in any of its windows or lags. */
  readonly revision: number;
  /** In the order of VECTOR_COLUMNS; NaN is missing, and what belongs to no view of the series. */
  readonly values: Float64Array;
  readonly clusterId: string;
  readonly scalingEvent: ScalingEvent;
}

/** All that a series' next vectors can depend on; nothing older than `historyStart` matters. */
export interface SeriesHistory {
  /** In-time records of one service, in any order; of a bucket either all or none. */
  readonly records: readonly WorkloadRecord[];
  /** Buckets that can no longer change and whose records are not given. */
  readonly buckets?: BatchBuckets;
}

/**
 * The series of one service as its records stream in. A function of the prefix of its log: feed every record once, in
 * arrival order, and after a failure load it anew from the records that arrived before the batch that is repeated.
 */
export class ServiceSeries {
  private readonly cadenceMs: number;
  private readonly ring: BucketRing;
  private readonly windows: StreamWindows;
  private readonly calendar = new Calendar();
  private readonly hasLags: boolean;
  /** The newest bucket that can no longer change, then all that can, by end. */
  private recent: RecentBucket[] = [];
  /** The last that was dropped, for the next: buckets live long enough to be moved to old memory, and fill it. */
  private spare: RecentBucket | undefined;
  private newestTimestamp = -Infinity;
  /** Vectors and prefixes of the recent buckets from this end on are to be computed. */
  private changedFrom = Infinity;

  /** @param views whose features are computed */
  constructor(
    cadenceMs: number,
    history: SeriesHistory = { records: [] },
    views: readonly FeatureViewName[] = VECTOR_VIEWS,
  ) {
    assertCadence(cadenceMs);
    this.cadenceMs = cadenceMs;
    this.hasLags = views.includes('lag_features');
    const slots = (LONGEST_WINDOW_MS + latenessMs(cadenceMs)) / cadenceMs + 2;
    this.ring = new BucketRing(cadenceMs, slots, CHANNELS);
    this.windows = new StreamWindows(this.ring, views.includes('rolling_features'));
    this.load(history);
  }

  /** Greatest event time among the in-time records so far, −Infinity before the first. */
  get newest(): number {
    return this.newestTimestamp;
  }

  /** Mean cpu of the bucket that ends there, NaN when it has none; undefined when the bucket is absent or long past. */
  cpuOf(end: number): number | undefined {
    const place = this.ring.find(end);
    return place < 0 ? undefined : at(this.ring.values, place + METRIC_INDEX.cpu);
  }

  /** Which of the next records of the log, in arrival order, are late. Changes nothing. */
  lateFlags(records: readonly Pick<WorkloadRecord, 'timestamp'>[]): boolean[] {
    const rule = new LateRule(this.cadenceMs, this.newestTimestamp);
    return records.map((record) => rule.isLate(record.timestamp));
  }

  /**
   * Takes the next in-time records of the log, in arrival order, and gives the vector of every bucket whose vector they
   * changed, each once, by end: their own buckets and all later ones.
   * @throws RangeError on a late record, before anything is changed
   */
  apply(records: readonly WorkloadRecord[]): StreamVector[] {
    const late = records[this.lateFlags(records).indexOf(true)];
    if (late) {
      throw new RangeError(
        `record at ${late.timestamp} (arrival ${late.arrivalSeq}) is late; leave out what lateFlags marks`,
      );
    }
    const vectors: StreamVector[] = [];
    for (const record of records) {
      if (record.timestamp > this.newestTimestamp) {
        // What this record freezes is computed first: it may push out of the ring what their windows reach back to.
        this.compute(frozenBefore(record.timestamp, this.cadenceMs), vectors);
        this.newestTimestamp = record.timestamp;
        this.dropFrozen();
      }
      this.take(record);
    }
    this.compute(Infinity, vectors);
    this.changedFrom = Infinity;
    return vectors;
  }

  /** What a new series needs to go on from here to the same bits. */
  history(): Required<SeriesHistory> {
    const frozen = frozenBefore(this.newestTimestamp, this.cadenceMs);
    const start = historyStart(this.newestTimestamp, this.cadenceMs);
    const ends = this.ring.endsAfter(start).filter((end) => end < frozen);
    const column = (channel: number): Float64Array =>
      ends.map((end) => at(this.ring.values, this.ring.find(end) + channel));
    return {
      records: this.recent.flatMap((bucket) => bucket.records),
      buckets: {
        ends,
        metrics: Array.from({ length: METRIC_COUNT }, (_, m) => column(m)),
        arrivalSeqs: column(ARRIVAL_CHANNEL),
      },
    };
  }

  private load({ records, buckets }: SeriesHistory): void {
    for (const { timestamp } of records) {
      this.newestTimestamp = Math.max(this.newestTimestamp, timestamp);
    }
    const frozen = frozenBefore(this.newestTimestamp, this.cadenceMs);
    const isFrozen = ({ timestamp }: WorkloadRecord): boolean =>
      bucketEnd(timestamp, this.cadenceMs) < frozen;
    if (buckets) this.store(buckets);
    this.store(aggregateBuckets(records.filter(isFrozen), this.cadenceMs));
    const newestFrozen = this.ring.endsAfter(-Infinity).at(-1);
    if (newestFrozen !== undefined) this.insert(newestFrozen);
    for (const record of records.toSorted(byEventTime)) {
      if (!isFrozen(record)) this.take(record);
    }
    this.recent.forEach((bucket, i) => this.windows.extendPrefixes(bucket, this.recent[i - 1]));
    this.changedFrom = Infinity;
  }

  private store({ ends, metrics, arrivalSeqs }: BatchBuckets): void {
    const { values } = this.ring;
    const start = historyStart(this.newestTimestamp, this.cadenceMs);
    ends.forEach((end, row) => {
      if (end <= start) return;
      const place = this.ring.claim(end);
      metrics.forEach((metric, m) => (values[place + m] = at(metric, row)));
      values[place + ARRIVAL_CHANNEL] = at(arrivalSeqs, row);
    });
  }

  private take(record: WorkloadRecord): void {
    const { values } = this.ring;
    const end = bucketEnd(record.timestamp, this.cadenceMs);
    const bucket = this.recent.findLast((candidate) => candidate.end === end) ?? this.insert(end);
    bucket.add(record);
    const place = this.ring.claim(end);
    for (let m = 0; m < METRIC_COUNT; m++) values[place + m] = bucket.value.value(m);
    values[place + ARRIVAL_CHANNEL] = bucket.value.arrivalSeq;
    this.windows.forget(end);
    this.changedFrom = Math.min(this.changedFrom, end);
  }

  private insert(end: number): RecentBucket {
    const bucket = this.spare ?? new RecentBucket(this.windows.prefixLength);
    this.spare = undefined;
    bucket.begin(end);
    const before = this.recent.findLastIndex((candidate) => candidate.end < end);
    this.recent.splice(before + 1, 0, bucket);
    return bucket;
  }

  /** Adds to `vectors` those of the changed buckets that end before `until`. */
  private compute(until: number, vectors: StreamVector[]): void {
    let i = this.recent.findLastIndex((bucket) => bucket.end < this.changedFrom) + 1;
    for (let bucket = this.recent[i]; bucket && bucket.end < until; bucket = this.recent[++i]) {
      this.windows.extendPrefixes(bucket, this.recent[i - 1]);
      vectors.push(this.vectorOf(bucket));
      this.changedFrom = bucket.end + this.cadenceMs;
    }
  }

  private vectorOf(bucket: RecentBucket): StreamVector {
    const { end, value } = bucket;
    const values = new Float64Array(VECTOR_LENGTH).fill(NaN);
    for (let m = 0; m < METRIC_COUNT; m++) values[VECTOR_OFFSETS.workload + m] = value.value(m);
    this.calendar.write(end, values, VECTOR_OFFSETS.temporal);
    const revision = this.windows.write(bucket, values);
    if (this.hasLags) writeLags(this.ring, end, values);
    writeRelative(values);
    return {
      end,
      revision,
      values,
      clusterId: value.clusterId,
      scalingEvent: value.scalingEvent,
    };
  }

  /** Keeps of what can no longer change the newest bucket, without its records: later prefixes go on from it. */
  private dropFrozen(): void {
    const frozen = frozenBefore(this.newestTimestamp, this.cadenceMs);
    while ((this.recent[1]?.end ?? Infinity) < frozen) this.spare = this.recent.shift();
    const [first] = this.recent;
    if (first && first.end < frozen) first.records = [];
  }
}
