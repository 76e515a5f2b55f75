import type { ScalingEvent } from '@headroom/contracts';
import type { Effects } from '../injection.ts';
import type { RandomStream } from '../random/random-stream.ts';
import { SIZES } from '../sizes.ts';
import { startAutoscaler, stepAutoscaler, type AutoscalerState } from './autoscaler.ts';
import {
  demandOf,
  demandParts,
  startDemand,
  stepDemand,
  type DemandParts,
  type DemandState,
} from './demand.ts';
import type { ServiceParameters } from './parameters.ts';

/** What decides a service's future load, but for its cluster's shock: the noise floor starts from it. */
export interface LoadState {
  readonly demand: DemandState;
  readonly autoscaler: AutoscalerState;
}

export interface LoadStreams {
  readonly bursts: RandomStream;
  readonly ownNoise: RandomStream;
  readonly cpu: RandomStream;
}

/** The moment of one bucket: what is shared or given, not drawn. */
export interface Moment {
  /** End of the bucket, epoch ms. */
  readonly t: number;
  /** Start of the whole process, epoch ms: the trend counts from it. */
  readonly start: number;
  readonly cadenceHours: number;
  readonly clusterShock: number;
  readonly effects: Effects;
}

export interface Load {
  readonly state: LoadState;
  readonly parts: DemandParts;
  readonly demand: number;
  /** Instances that served this bucket. */
  readonly instances: number;
  /** min(1, demand / instances), before measurement noise. */
  readonly utilization: number;
  /** As measured: the autoscaler acts on it. */
  readonly cpu: number;
  readonly scalingEvent: ScalingEvent;
}

export const clip = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));

/** The load as it stands at `moment`, before its first bucket. */
export const startLoad = (
  parameters: ServiceParameters,
  ownNoise: RandomStream,
  moment: Moment,
): LoadState => {
  const demand = startDemand(ownNoise);
  const { clusterShock, effects, t, start } = moment;
  const parts = demandParts(parameters, demand, clusterShock, effects, t, start);
  return { demand, autoscaler: startAutoscaler(demandOf(parts)) };
};

export const stepLoad = (
  parameters: ServiceParameters,
  before: LoadState,
  moment: Moment,
  streams: LoadStreams,
): Load => {
  const { cadenceHours, clusterShock, effects, t, start } = moment;
  const state = stepDemand(before.demand, cadenceHours, streams.bursts, streams.ownNoise);
  const parts = demandParts(parameters, state, clusterShock, effects, t, start);
  const demand = demandOf(parts);
  const { instances } = before.autoscaler;
  const utilization = Math.min(1, demand / instances);
  const cpu = clip(utilization + streams.cpu.normal(0, SIZES.cpu.sigma), 0, 1);
  const { state: autoscaler, event } = stepAutoscaler(before.autoscaler, cpu);
  return {
    state: { demand: state, autoscaler },
    parts,
    demand,
    instances,
    utilization,
    cpu,
    scalingEvent: event,
  };
};
