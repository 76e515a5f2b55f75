import {
  cpuInterval,
  spreadOf,
  type CpuInterval,
  type Intervals,
  type Spread,
} from './intervals.ts';

/** By how much, in log, a miss widens its side. The smaller, the steadier; the larger, the sooner it follows a change. */
const RATE = 0.05;
/** A side is never let go of for good, nor narrowed to nothing: factors between 1/20 and 20. */
const FARTHEST = Math.log(20);

/** Logs of the factors of both sides: all that is kept of a service. */
export type Adaptation = Spread;

/**
 * Adaptive conformal inference (Gibbs and Candès 2021), by factors: after each truth, a side that it lay beyond widens,
 * and one that held narrows a little, such that in the long run each side is missed by its share of truths however
 * these drift away from the validation rows.
 */
export class AdaptiveIntervals {
  readonly #fit: Intervals;
  readonly #adapted = new Map<string, Adaptation>();

  constructor(fit: Intervals) {
    this.#fit = fit;
  }

  interval(service: string, cpu: number, scale: number): CpuInterval {
    const { lower, upper } = spreadOf(this.#fit, service);
    const factors = this.#adapted.get(service) ?? { lower: 0, upper: 0 };
    return cpuInterval(this.#fit.coverage, cpu, scale, {
      lower: lower * Math.exp(factors.lower),
      upper: upper * Math.exp(factors.upper),
    });
  }

  /** @param given what `interval` said of this truth */
  observe(service: string, given: CpuInterval, truth: number): void {
    const tail = (1 - this.#fit.coverage) / 2;
    const step = (log: number, isMissed: boolean): number =>
      Math.min(FARTHEST, Math.max(-FARTHEST, log + RATE * (Number(isMissed) - tail)));
    const { lower, upper } = this.#adapted.get(service) ?? { lower: 0, upper: 0 };
    this.#adapted.set(service, {
      lower: step(lower, truth < given.lower),
      upper: step(upper, truth > given.upper),
    });
  }
}
