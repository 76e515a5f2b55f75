import { offRhythm, usualChange } from './rhythm.ts';
import type { Rhythm } from './scaling-state.ts';

/** Shares of the model and of the rhythm in what is expected; generated data of other seeds than BENCHMARKS.md shows. */
const MODEL = 0.3;
const RHYTHM = 1 - MODEL;
/** Demand off its rhythm comes back by so much in an hour. */
const RETURN = 0.1;

/**
 * Log of the peak demand expected of the hour after `at`. The model's forecast of cpu bends where the scaler of its
 * training data would have acted, and a service's own hours know what a model of all services can't; each mends the other.
 * @param logForecast log of the mean demand that the model forecasts, null where it doesn't
 */
export function expectPeak(
  rhythm: Rhythm,
  at: number,
  logDemand: number,
  logForecast: number | null,
  bucketsPerHour: number,
): number | null {
  const usual = usualChange(rhythm, at, bucketsPerHour);
  if (logForecast === null) return null;
  const modelled = logForecast - logDemand;
  const change = MODEL * modelled + RHYTHM * (usual ?? modelled);
  return logDemand + change - RETURN * offRhythm(rhythm, at, logDemand, bucketsPerHour);
}
