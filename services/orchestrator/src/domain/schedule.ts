/** When a pipeline runs by itself, in wall time (epoch ms). */
export interface Schedule {
  /** The first fire after a moment; null if there is none. */
  next(after: number): number | null;
  /** The newest fire at or before a moment; null if there is none. */
  last(upTo: number): number | null;
}
