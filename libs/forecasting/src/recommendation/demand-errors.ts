import { ForecastingError } from '../error.ts';

const SLOW = 72;
const FAST = 4;
/** A forecast that was right to the last digit for a while is no proof of certainty. */
const LEAST_SCALE = 0.02;
/** Before anything was observed. */
const FIRST_SCALE = 0.1;
/** Standardised errors of a fleet that are kept: enough for the tail, and old ones leave. */
const KEPT = 4_096;

interface ServiceErrors {
  slow: number;
  fast: number;
  count: number;
}

/** A service's mean |log(actual/forecast)| over many and over the last few buckets. */
export interface ErrorLevel {
  readonly slow: number;
  readonly fast: number;
  /** Observations behind them. */
  readonly count: number;
}

/**
 * How wrong forecasts of demand have been lately: a scale for each service, half of it from its last few buckets, since
 * errors come in bursts, and the shape of the errors, in units of that scale, pooled over all services, since a tail
 * needs more observations than one service has. Multiplicative: errors are log(actual/forecast).
 */
export class DemandErrors {
  readonly #services = new Map<string, ServiceErrors>();
  readonly #pool: number[] = [];
  #next = 0;
  #sorted: Float64Array | null = null;

  /** @param forecast the demand of a bucket as it was forecast, @param actual as it then came; both > 0 */
  observe(service: string, forecast: number, actual: number): void {
    if (!(forecast > 0) || !(actual > 0))
      throw new ForecastingError(
        'INPUT',
        `demand of '${service}': forecast ${forecast}, actual ${actual}; both must be above 0`,
      );
    const error = Math.log(actual / forecast);
    const known = this.#services.get(service);
    if (known !== undefined) this.#keep(error / this.scale(service));
    const state = known ?? { slow: 0, fast: 0, count: 0 };
    state.count += 1;
    state.slow += (Math.abs(error) - state.slow) / Math.min(state.count, SLOW);
    state.fast += (Math.abs(error) - state.fast) / Math.min(state.count, FAST);
    this.#services.set(service, state);
  }

  /** Typical |log error| of the service's next forecast. */
  scale(service: string): number {
    const state = this.#services.get(service);
    return state === undefined ? FIRST_SCALE : Math.max(LEAST_SCALE, (state.slow + state.fast) / 2);
  }

  level(service: string): ErrorLevel {
    const { slow, fast, count } = this.#services.get(service) ?? { slow: 0, fast: 0, count: 0 };
    return { slow, fast, count };
  }

  /** Median over services of their long-run error: what is usual in this fleet. */
  typical(): number {
    const all = Float64Array.from(this.#services.values(), ({ slow }) => slow).sort();
    return all[all.length >> 1] ?? FIRST_SCALE;
  }

  /** Standardised errors, ascending: a sample of the next one's distribution. */
  sample(): Float64Array {
    this.#sorted ??= Float64Array.from(this.#pool).sort();
    return this.#sorted;
  }

  #keep(standardised: number): void {
    this.#pool[this.#next] = standardised;
    this.#next = (this.#next + 1) % KEPT;
    this.#sorted = null;
  }
}
