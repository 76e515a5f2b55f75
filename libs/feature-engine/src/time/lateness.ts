import { HOUR_MS } from './cadence.ts';

/** How far behind its service's newest event time a record may be. */
export function latenessMs(cadenceMs: number): number {
  return Math.max(HOUR_MS, 2 * cadenceMs);
}

/**
 * The late rule of one service: a function of the prefix of its log, so that every replay decides alike.
 * Feed every record once, in arrival order.
 */
export class LateRule {
  private readonly lateness: number;
  private newest: number;

  /** @param newest greatest event time among the non-late records that arrived before; −Infinity when none did */
  constructor(cadenceMs: number, newest = -Infinity) {
    this.lateness = latenessMs(cadenceMs);
    this.newest = newest;
  }

  isLate(timestampMs: number): boolean {
    if (timestampMs < this.newest - this.lateness) return true;
    if (timestampMs > this.newest) this.newest = timestampMs;
    return false;
  }
}
