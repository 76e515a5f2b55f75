import { ForecastingError } from '../error.ts';
import type { Intervals, Spread } from './intervals.ts';

const COVERAGE = 0.8;
/** Rows of a service before its errors are told from those of the others. */
const LEAST_ROWS = 50;
/** A model that was right to the last digit for a while is no proof of certainty. In units of scale. */
const LEAST_SPREAD = 0.01;

/**
 * Split-conformal intervals with equal tails: the quantiles of what was left over on the validation rows, service by
 * service.
 * @param residuals of each service: (truth − prediction) / scale
 * @throws ForecastingError INPUT without a residual, or for one that is not finite
 */
export function fitIntervals(residuals: ReadonlyMap<string, Float64Array>): Intervals {
  const all = Float64Array.from([...residuals.values()].flatMap((values) => Array.from(values)));
  if (all.length === 0 || !all.every(Number.isFinite))
    throw new ForecastingError(
      'INPUT',
      'residuals must be finite, and at least one; pass those of usable validation rows',
    );
  return {
    coverage: COVERAGE,
    pooled: spread(all),
    services: Object.fromEntries(
      [...residuals]
        .filter(([, values]) => values.length >= LEAST_ROWS)
        .map(([service, values]) => [service, spread(values)]),
    ),
  };
}

function spread(residuals: Float64Array): Spread {
  const sorted = residuals.toSorted();
  // The finite-sample correction: the next one is among n + 1.
  const rank = Math.ceil((sorted.length + 1) * (1 - (1 - COVERAGE) / 2));
  const beyond = Math.min(sorted.length, rank) - 1;
  const upper = sorted[beyond] as number;
  const lower = sorted[sorted.length - 1 - beyond] as number;
  return { lower: Math.min(-LEAST_SPREAD, lower), upper: Math.max(LEAST_SPREAD, upper) };
}
