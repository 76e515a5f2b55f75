import { AdaptiveIntervals } from './adaptive-intervals.ts';
import type { CpuInterval, Intervals } from './intervals.ts';

/** Predictions of one service, by time, in units of cpu. */
export interface PredictedRows {
  readonly service: string;
  /** Epoch ms, ascending. */
  readonly times: Float64Array;
  readonly predicted: Float64Array;
  readonly scale: Float64Array;
  readonly truth: Float64Array;
}

/** A truth is the mean of the hour after its t: it is known when that is over. */
const HORIZON_MS = 3_600_000;

/** The intervals that would have been given live: each adapted by the truths that were known by then, and by no other. */
export function replayIntervals(fit: Intervals, rows: PredictedRows): CpuInterval[] {
  const { service, times, predicted, scale, truth } = rows;
  const adaptive = new AdaptiveIntervals(fit);
  const given: CpuInterval[] = [];
  let known = 0;
  for (let i = 0; i < times.length; i++) {
    for (; (times[known] as number) + HORIZON_MS <= (times[i] as number); known++)
      adaptive.observe(service, given[known] as CpuInterval, truth[known] as number);
    given.push(adaptive.interval(service, predicted[i] as number, scale[i] as number));
  }
  return given;
}
