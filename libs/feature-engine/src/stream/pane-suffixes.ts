import type { BucketRing } from './bucket-ring.ts';
import { clearPart, copyPart, extendPart, MOMENTS } from './moment-parts.ts';

/**
 * Moments of the suffixes of one pane [k·w, (k+1)·w): of its buckets from a slot to its end, added backwards. Going
 * backwards once per pane, it keeps the moments at every √n-th slot only, and those of single slots for one block at a
 * time: two additions a bucket instead of one, for a twentieth of the memory.
 */
export class PaneSuffixes {
  /** For each slot of the loaded block the moments from it to the pane's end. */
  readonly inBlock: Float64Array;
  private readonly ring: BucketRing;
  private readonly lengthMs: number;
  private readonly channels: number;
  private readonly slots: number;
  private readonly blockSlots: number;
  /** For each block the moments of all buckets after it. */
  private readonly after: Float64Array;
  private readonly running: Float64Array;
  private pane = NaN;
  private block = NaN;

  constructor(ring: BucketRing, lengthMs: number, channels: number) {
    this.ring = ring;
    this.lengthMs = lengthMs;
    this.channels = channels;
    this.slots = lengthMs / ring.cadenceMs;
    this.blockSlots = Math.ceil(Math.sqrt(this.slots));
    const part = channels * MOMENTS;
    this.after = new Float64Array(Math.ceil(this.slots / this.blockSlots) * part);
    this.inBlock = new Float64Array(this.blockSlots * part);
    this.running = new Float64Array(part);
  }

  /** Must be told of every bucket that changes. */
  forget(end: number): void {
    if (Math.floor(end / this.lengthMs) === this.pane) this.pane = NaN;
  }

  /** Loads the block that has the suffix from `slot` of the pane on, and says where in `inBlock` its moments begin. */
  locate(pane: number, slot: number): number {
    if (pane !== this.pane) this.loadPane(pane);
    const block = Math.floor(slot / this.blockSlots);
    if (block !== this.block) this.loadBlock(block);
    return (slot - block * this.blockSlots) * this.channels * MOMENTS;
  }

  private loadPane(pane: number): void {
    const { running, channels } = this;
    this.pane = pane;
    this.block = NaN;
    clearPart(running, 0, channels);
    for (let slot = this.slots - 1; slot >= 0; slot--) {
      if ((slot + 1) % this.blockSlots === 0 || slot === this.slots - 1) {
        const block = Math.floor(slot / this.blockSlots);
        copyPart(running, 0, this.after, block * channels * MOMENTS, channels);
      }
      this.extend(slot);
    }
  }

  private loadBlock(block: number): void {
    const { running, channels } = this;
    this.block = block;
    copyPart(this.after, block * channels * MOMENTS, running, 0, channels);
    const first = block * this.blockSlots;
    for (let slot = Math.min(first + this.blockSlots, this.slots) - 1; slot >= first; slot--) {
      this.extend(slot);
      copyPart(running, 0, this.inBlock, (slot - first) * channels * MOMENTS, channels);
    }
  }

  private extend(slot: number): void {
    const { ring } = this;
    const place = ring.find(this.pane * this.lengthMs + slot * ring.cadenceMs);
    if (place >= 0) extendPart(this.running, 0, ring.values, place, this.channels);
  }
}
