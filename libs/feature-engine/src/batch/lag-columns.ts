import { at, columnAt, indexAt } from '../typed-array.ts';

/** Lag columns: the value of the bucket that ends exactly k cadences earlier, missing when that bucket is absent. */
export class LagColumns {
  private rows = new Int32Array(0);

  /** @param out for every column of `values` its lags 1…lags, one after the other */
  compute(
    ends: Float64Array,
    values: readonly Float64Array[],
    cadenceMs: number,
    lags: number,
    out: readonly Float64Array[],
  ): void {
    const hasGaps = at(ends, ends.length - 1) - at(ends, 0) > (ends.length - 1) * cadenceMs;
    for (let lag = 1; lag <= lags; lag++) {
      if (hasGaps) this.locate(ends, lag * cadenceMs);
      values.forEach((source, m) => {
        const target = columnAt(out, m * lags + lag - 1);
        if (hasGaps) this.gather(source, target);
        else shift(source, lag, target);
      });
    }
  }

  /** For every row the row whose bucket ends `distance` earlier, −1 when there is none. */
  private locate(ends: Float64Array, distance: number): void {
    if (this.rows.length < ends.length) this.rows = new Int32Array(ends.length);
    let candidate = 0;
    for (let i = 0; i < ends.length; i++) {
      const wanted = at(ends, i) - distance;
      while (at(ends, candidate) < wanted) candidate++;
      this.rows[i] = at(ends, candidate) === wanted ? candidate : -1;
    }
  }

  private gather(source: Float64Array, target: Float64Array): void {
    const { rows } = this;
    for (let i = 0; i < target.length; i++) {
      const row = indexAt(rows, i);
      target[i] = row < 0 ? NaN : at(source, row);
    }
  }
}

/** Without gaps a lag is the column itself, moved down. */
function shift(source: Float64Array, lag: number, target: Float64Array): void {
  target.fill(NaN, 0, lag);
  target.set(source.subarray(0, Math.max(0, target.length - lag)), Math.min(lag, target.length));
}
