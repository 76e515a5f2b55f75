import type { BucketRing } from './bucket-ring.ts';
import { clearPart, copyPart, extendPart, mergeEarlier, MOMENTS } from './moment-parts.ts';
import { PaneSuffixes } from './pane-suffixes.ts';

/** A bucket's place in time and its prefixes in several windows, one after the other. */
interface PrefixedBucket {
  readonly end: number;
  readonly prefixes: Float64Array;
}

/**
 * One window length over a series that grows: the moments of (t − w, t] are those of a suffix of the pane before t's
 * and of the prefix of t's pane that ends at t. A bucket keeps its prefix, so that the next one goes on from there.
 */
export class RollingWindow {
  /** Float64 values that a bucket's prefix takes. */
  readonly prefixLength: number;
  /** The moments that `evaluate` found. */
  readonly whole: Float64Array;
  private readonly ring: BucketRing;
  readonly lengthMs: number;
  private readonly channels: number;
  /** By the pane's parity: records that come out of order around a pane's end need two of them by turns. */
  private readonly even: PaneSuffixes;
  private readonly odd: PaneSuffixes;

  /** @param channels how many of the ring's channels, from the first on */
  constructor(ring: BucketRing, lengthMs: number, channels: number) {
    this.ring = ring;
    this.lengthMs = lengthMs;
    this.channels = channels;
    this.prefixLength = channels * MOMENTS;
    this.whole = new Float64Array(this.prefixLength);
    this.even = new PaneSuffixes(ring, lengthMs, channels);
    this.odd = new PaneSuffixes(ring, lengthMs, channels);
  }

  /** Must be told of every bucket that changes. */
  forget(end: number): void {
    this.even.forget(end);
    this.odd.forget(end);
  }

  /** Computes the bucket's prefix, at prefixes[o], from that of the one before it, or from the ring if that is unknown. */
  extendPrefix(bucket: PrefixedBucket, previous: PrefixedBucket | undefined, o: number): void {
    const { ring, channels, lengthMs } = this;
    const { end, prefixes } = bucket;
    const paneStart = Math.floor(end / lengthMs) * lengthMs;
    if (previous && previous.end >= paneStart)
      copyPart(previous.prefixes, o, prefixes, o, channels);
    else clearPart(prefixes, o, channels);
    for (let next = previous ? end : paneStart; next <= end; next += ring.cadenceMs) {
      const place = ring.find(next);
      if (place >= 0) extendPart(prefixes, o, ring.values, place, channels);
    }
  }

  /** Puts into `whole` the moments of the bucket's window; its prefix is at prefixes[o]. */
  evaluate({ end, prefixes }: PrefixedBucket, o: number): void {
    const { ring, lengthMs, channels, whole } = this;
    const pane = Math.floor(end / lengthMs);
    copyPart(prefixes, o, whole, 0, channels);
    const slot = (end - pane * lengthMs) / ring.cadenceMs + 1;
    if (slot * ring.cadenceMs >= lengthMs) return;
    const suffixes = pane % 2 === 0 ? this.odd : this.even;
    const offset = suffixes.locate(pane - 1, slot);
    mergeEarlier(suffixes.inBlock, offset, whole, channels);
  }
}
