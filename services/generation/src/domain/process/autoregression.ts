import type { RandomStream } from '../random/random-stream.ts';

/** AR(1) whose persistence and innovation are given for one hour. */
interface Hourly {
  readonly phi: number;
  readonly sigma: number;
}

const stationarySigma = ({ phi, sigma }: Hourly): number => sigma / Math.sqrt(1 - phi * phi);

/** A first value from the stationary law: no warm-up. */
export const startAutoregression = (hourly: Hourly, draw: RandomStream): number =>
  draw.normal(0, stationarySigma(hourly));

/** One step of `hours`: the same stationary law and the same memory in time at every cadence. */
export const stepAutoregression = (
  hourly: Hourly,
  value: number,
  hours: number,
  draw: RandomStream,
): number => {
  const phi = Math.exp(hours * Math.log(hourly.phi));
  return phi * value + draw.normal(0, stationarySigma(hourly) * Math.sqrt(1 - phi * phi));
};
