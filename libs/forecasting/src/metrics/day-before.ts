import { ForecastingError } from '../error.ts';
import { assertSameLength } from './errors.ts';

const DAY_MS = 86_400_000;

/**
 * The seasonal-naive prediction of each row of one service: its target 24 h before, NaN where there is none.
 * @param t epoch ms, strictly ascending
 */
export function dayBefore(t: Float64Array, target: Float64Array): Float64Array {
  assertSameLength(t, target);
  const out = new Float64Array(t.length).fill(NaN);
  let earlier = 0;
  for (let i = 0; i < t.length; i++) {
    const now = t[i] as number;
    if (i > 0 && !(now > (t[i - 1] as number)))
      throw new ForecastingError('INPUT', `t must ascend strictly; row ${i} does not`);
    while ((t[earlier] as number) < now - DAY_MS) earlier++;
    if (t[earlier] === now - DAY_MS) out[i] = target[earlier] as number;
  }
  return out;
}
