import { at } from '../typed-array.ts';

/**
 * The last `capacity` buckets of a service by their time: a bucket's place follows from its end, and one that is absent
 * or overwritten is known by the end that stands there.
 */
export class BucketRing {
  /** The channels of all buckets, place after place. */
  readonly values: Float64Array;
  readonly cadenceMs: number;
  private readonly channels: number;
  private readonly capacity: number;
  private readonly ends: Float64Array;

  constructor(cadenceMs: number, capacity: number, channels: number) {
    this.cadenceMs = cadenceMs;
    this.capacity = capacity;
    this.channels = channels;
    this.ends = new Float64Array(capacity).fill(NaN);
    this.values = new Float64Array(capacity * channels);
  }

  /** Where in `values` the bucket's channels begin, −1 when it is absent. */
  find(end: number): number {
    const slot = (end / this.cadenceMs) % this.capacity;
    return at(this.ends, slot) === end ? slot * this.channels : -1;
  }

  /** Makes the bucket present and says where its channels are to be written. */
  claim(end: number): number {
    const slot = (end / this.cadenceMs) % this.capacity;
    this.ends[slot] = end;
    return slot * this.channels;
  }

  /** Ends of the buckets after `after`, ascending. */
  endsAfter(after: number): Float64Array {
    return this.ends.filter((end) => end > after).sort();
  }
}
