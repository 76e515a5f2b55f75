import {
  greater,
  grownM2,
  lesser,
  mergedM2,
  mergedMean,
  sampleStd,
  shiftedMean,
} from '../operators/moments.ts';
import { at, indexAt } from '../typed-array.ts';
import type { WindowRows } from './window-rows.ts';

/** Where the statistics of one metric over one window go, row by row. */
export interface RollingTarget {
  readonly count: Float64Array;
  readonly mean: Float64Array;
  readonly std: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/**
 * Rolling statistics of a column by van Herk's panes: backwards through each pane its suffixes, once; forwards through
 * the next pane its running prefix; one merge a row. Moments stay in local variables: in arrays, as the stream holds
 * them, they cost two and a half times as much. https://doi.org/10.1016/0167-8655(92)90069-C
 */
export class RollingColumns {
  /** Moments of the pane's rows from row j on, at j − first row of the pane. */
  private counts = new Float64Array(0);
  private means = new Float64Array(0);
  private m2s = new Float64Array(0);
  private minima = new Float64Array(0);
  private maxima = new Float64Array(0);

  compute(values: Float64Array, { starts, panes }: WindowRows, out: RollingTarget): void {
    let before = 0;
    for (let p = 0; p + 1 < panes.length; p++) {
      const from = panes[p] ?? 0;
      const to = panes[p + 1] ?? 0;
      this.forwards(values, starts, before, from, to, out);
      if (p + 2 < panes.length) this.backwards(values, from, to);
      before = from;
    }
  }

  /** Through the rows from…to of a pane, when the suffixes are those of the pane that begins at row `before`. */
  private forwards(
    values: Float64Array,
    starts: Int32Array,
    before: number,
    from: number,
    to: number,
    out: RollingTarget,
  ): void {
    const { counts, means, m2s, minima, maxima } = this;
    const { count: countOut, mean: meanOut, std: stdOut, min: minOut, max: maxOut } = out;
    let count = 0;
    let mean = 0;
    let m2 = 0;
    let min = Infinity;
    let max = -Infinity;
    for (let i = from; i < to; i++) {
      const value = at(values, i);
      if (!Number.isNaN(value)) {
        const shifted = shiftedMean(mean, value, ++count);
        m2 = grownM2(m2, value, mean, shifted);
        mean = shifted;
        min = lesser(min, value);
        max = greater(max, value);
      }
      let wholeCount = count;
      let wholeMean = mean;
      let wholeM2 = m2;
      let wholeMin = min;
      let wholeMax = max;
      const j = indexAt(starts, i) - before;
      if (j + before < from && at(counts, j) > 0) {
        const part = at(counts, j);
        wholeCount = part + count;
        wholeMean = at(means, j);
        wholeM2 = at(m2s, j);
        if (count > 0) {
          const partMean = wholeMean;
          wholeMean = mergedMean(part, partMean, count, mean);
          wholeM2 = mergedM2(part, partMean, wholeM2, count, mean, m2);
        }
        wholeMin = lesser(at(minima, j), min);
        wholeMax = greater(at(maxima, j), max);
      }
      const isEmpty = wholeCount === 0;
      countOut[i] = wholeCount;
      meanOut[i] = isEmpty ? NaN : wholeMean;
      stdOut[i] = sampleStd(wholeM2, wholeCount);
      minOut[i] = isEmpty ? NaN : wholeMin;
      maxOut[i] = isEmpty ? NaN : wholeMax;
    }
  }

  private backwards(values: Float64Array, from: number, to: number): void {
    this.reserve(to - from);
    const { counts, means, m2s, minima, maxima } = this;
    let count = 0;
    let mean = 0;
    let m2 = 0;
    let min = Infinity;
    let max = -Infinity;
    for (let j = to - from - 1; j >= 0; j--) {
      const value = at(values, from + j);
      if (!Number.isNaN(value)) {
        const shifted = shiftedMean(mean, value, ++count);
        m2 = grownM2(m2, value, mean, shifted);
        mean = shifted;
        min = lesser(min, value);
        max = greater(max, value);
      }
      counts[j] = count;
      means[j] = mean;
      m2s[j] = m2;
      minima[j] = min;
      maxima[j] = max;
    }
  }

  private reserve(rows: number): void {
    if (this.counts.length >= rows) return;
    this.counts = new Float64Array(rows);
    this.means = new Float64Array(rows);
    this.m2s = new Float64Array(rows);
    this.minima = new Float64Array(rows);
    this.maxima = new Float64Array(rows);
  }
}
