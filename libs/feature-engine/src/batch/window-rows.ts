import { at } from '../typed-array.ts';

/**
 * Which rows of a series each window holds, found once and shared by all metrics: the window of row i are the rows
 * starts[i]…i. Panes [k·w, (k+1)·w) lie in absolute time, so a window is a suffix of one and a prefix of the next, and
 * its result cannot depend on where the series begins.
 */
export class WindowRows {
  starts = new Int32Array(0);
  /** First row of each pane that has rows, then the number of rows. */
  panes: number[] = [];

  readonly lengthMs: number;

  constructor(lengthMs: number) {
    this.lengthMs = lengthMs;
  }

  index(ends: Float64Array): void {
    const rows = ends.length;
    if (this.starts.length < rows) this.starts = new Int32Array(rows);
    const { starts, lengthMs } = this;
    this.panes = [];
    let start = 0;
    let paneEnd = -Infinity;
    for (let i = 0; i < rows; i++) {
      const end = at(ends, i);
      while (at(ends, start) <= end - lengthMs) start++;
      starts[i] = start;
      if (end >= paneEnd) {
        this.panes.push(i);
        paneEnd = (Math.floor(end / lengthMs) + 1) * lengthMs;
      }
    }
    this.panes.push(rows);
  }
}
