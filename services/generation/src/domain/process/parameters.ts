import { RandomStream } from '../random/random-stream.ts';
import { SIZES, standsOn } from '../sizes.ts';

interface Harmonic {
  readonly amplitude: number;
  /** Fraction of the harmonic's own period, 0…1. */
  readonly phase: number;
}

/** What a service is for good: drawn once from its own stream, published with the data. */
export interface ServiceParameters {
  readonly serviceId: string;
  readonly clusterId: string;
  readonly base: number;
  readonly daily: readonly [Harmonic, Harmonic];
  /** Share of demand lost on Saturday and Sunday; 0 for the services without a week. */
  readonly weekendDrop: number;
  readonly trendPerMonth: number;
  readonly requestsPerDemand: number;
  readonly networkPerRequest: number;
  readonly diskPerRequest: number;
  readonly memoryBase: number;
  readonly memoryLeaks: boolean;
  readonly latencyBaseMs: number;
}

/** Parameters of the service with this index: its own stream, so that another number of services changes nothing. */
export const drawParameters = (
  seed: number,
  index: number,
  serviceId: string,
  clusterId: string,
): ServiceParameters => {
  const draw = RandomStream.named(seed, serviceId, 'parameters');
  const harmonic = ({ from, to }: { from: number; to: number }): Harmonic => ({
    amplitude: draw.uniform(from, to),
    phase: draw.uniform(),
  });
  const base = draw.logUniform(SIZES.base.from, SIZES.base.to);
  const first = harmonic(SIZES.daily.first);
  const second = harmonic(SIZES.daily.second);
  const drop = draw.uniform(SIZES.weekend.from, SIZES.weekend.to);
  return {
    serviceId,
    clusterId,
    base,
    daily: [first, second],
    weekendDrop: standsOn(SIZES.weekend.placesWithout, index) ? 0 : drop,
    trendPerMonth: draw.normal(0, SIZES.trend.sigmaPerMonth),
    requestsPerDemand: draw.uniform(SIZES.requests.perDemand.from, SIZES.requests.perDemand.to),
    networkPerRequest: draw.logUniform(SIZES.network.perRequest.from, SIZES.network.perRequest.to),
    diskPerRequest: draw.logUniform(SIZES.disk.perRequest.from, SIZES.disk.perRequest.to),
    memoryBase: draw.uniform(SIZES.memory.base.from, SIZES.memory.base.to),
    memoryLeaks: standsOn(SIZES.memory.placesLeaking, index),
    latencyBaseMs: draw.uniform(SIZES.latency.baseMs.from, SIZES.latency.baseMs.to),
  };
};
