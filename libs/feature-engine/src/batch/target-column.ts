import { HOUR_MS } from '../time/cadence.ts';
import { at } from '../typed-array.ts';

/** What the models forecast: the mean cpu of the buckets with end in (t, t + TARGET_HORIZON_MS]. */
export const TARGET_HORIZON_MS = HOUR_MS;

/** Whether so many cpu values, of the buckets that an hour has, are enough for a target: 80 % of them. */
function isEnough(count: number, cadenceMs: number): boolean {
  return 5 * count * cadenceMs >= 4 * TARGET_HORIZON_MS;
}

/**
 * Writes the target of every row of one service; NaN where too few of the coming buckets have a cpu value.
 * @param ends ascending bucket ends, `cpu` the buckets' values, `out` of the same length
 */
export function targetColumn(
  ends: Float64Array,
  cpu: Float64Array,
  cadenceMs: number,
  out: Float64Array,
): void {
  for (let i = 0; i < ends.length; i++) {
    const horizon = at(ends, i) + TARGET_HORIZON_MS;
    let sum = 0;
    let count = 0;
    for (let j = i + 1; j < ends.length && at(ends, j) <= horizon; j++) {
      const value = at(cpu, j);
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    out[i] = isEnough(count, cadenceMs) ? sum / count : NaN;
  }
}
