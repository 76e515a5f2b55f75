import type { Effects } from '../injection.ts';
import type { RandomStream } from '../random/random-stream.ts';
import { SIZES } from '../sizes.ts';
import { startAutoregression, stepAutoregression } from './autoregression.ts';
import type { ServiceParameters } from './parameters.ts';

/** The random parts of a service's log demand. */
export interface DemandState {
  readonly burst: number;
  readonly ownNoise: number;
}

/** Every addend of log demand, as published for the judge of a model. */
export interface DemandParts extends DemandState {
  readonly base: number;
  readonly daily: number;
  readonly weekly: number;
  readonly trend: number;
  readonly clusterShock: number;
  readonly injected: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MONTH_MS = 30 * DAY_MS;

export const startDemand = (ownNoise: RandomStream): DemandState => ({
  burst: 0,
  ownNoise: startAutoregression(SIZES.ownNoise, ownNoise),
});

export const stepDemand = (
  state: DemandState,
  hours: number,
  bursts: RandomStream,
  ownNoise: RandomStream,
): DemandState => {
  const { everyHours, medianHeight, sigmaHeight, halfLifeHours } = SIZES.burst;
  let burst = state.burst * Math.exp((-hours / halfLifeHours) * Math.LN2);
  for (let left = bursts.poisson(hours / everyHours); left > 0; left--) {
    burst += medianHeight * bursts.logNormal(sigmaHeight);
  }
  return {
    burst,
    ownNoise: stepAutoregression(SIZES.ownNoise, state.ownNoise, hours, ownNoise),
  };
};

const dailyPart = (parameters: ServiceParameters, hourOfDay: number): number =>
  parameters.daily.reduce((sum, { amplitude, phase }, i) => {
    const turns = ((i + 1) * hourOfDay) / 24 - phase;
    return sum + amplitude * Math.cos(2 * Math.PI * turns);
  }, 0);

/** 1970-01-01 was a Thursday: day 3 of a week that begins on Monday. */
const isWeekend = (t: number): boolean => (Math.floor(t / DAY_MS) + 3) % 7 >= 5;

/** Log demand at t (epoch ms), in parts. */
export const demandParts = (
  parameters: ServiceParameters,
  state: DemandState,
  clusterShock: number,
  effects: Effects,
  t: number,
  start: number,
): DemandParts => ({
  base: Math.log(parameters.base),
  daily: dailyPart(parameters, (t % DAY_MS) / HOUR_MS - effects.dailyDelayHours),
  weekly: isWeekend(t) ? Math.log1p(-parameters.weekendDrop) : 0,
  trend: (parameters.trendPerMonth * (t - start)) / MONTH_MS,
  burst: state.burst,
  clusterShock,
  ownNoise: state.ownNoise * effects.ownNoise,
  injected: effects.logDemand,
});

/** Instance equivalents. */
export const demandOf = (parts: DemandParts): number =>
  Math.exp(
    parts.base +
      parts.daily +
      parts.weekly +
      parts.trend +
      parts.burst +
      parts.clusterShock +
      parts.ownNoise +
      parts.injected,
  );
