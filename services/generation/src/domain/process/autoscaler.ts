import type { ScalingEvent } from '@headroom/contracts';
import { SIZES } from '../sizes.ts';

/** A reactive autoscaler's memory between two buckets. */
export interface AutoscalerState {
  readonly instances: number;
  /** Buckets in a row above the upper, below the lower threshold. */
  readonly bucketsAbove: number;
  readonly bucketsBelow: number;
  /** Buckets left in which nothing is decided. */
  readonly coolDown: number;
}

export interface AutoscalerStep {
  /** In force from the next bucket on. */
  readonly state: AutoscalerState;
  /** Decided at the end of the bucket that was observed. */
  readonly event: ScalingEvent;
}

export const startAutoscaler = (demand: number): AutoscalerState => ({
  instances: Math.max(1, Math.ceil(demand / SIZES.autoscaler.initialTarget)),
  bucketsAbove: 0,
  bucketsBelow: 0,
  coolDown: 0,
});

const scaled = (instances: number): AutoscalerState => ({
  instances,
  bucketsAbove: 0,
  bucketsBelow: 0,
  coolDown: SIZES.autoscaler.coolDownBuckets,
});

/** What the autoscaler makes of a bucket's cpu. */
export const stepAutoscaler = (state: AutoscalerState, cpu: number): AutoscalerStep => {
  const { upAbove, upAfterBuckets, upShare, downBelow, downAfterBuckets } = SIZES.autoscaler;
  const bucketsAbove = cpu > upAbove ? state.bucketsAbove + 1 : 0;
  const bucketsBelow = cpu < downBelow ? state.bucketsBelow + 1 : 0;
  const { instances } = state;
  if (state.coolDown === 0 && bucketsAbove >= upAfterBuckets) {
    return { state: scaled(instances + Math.ceil(upShare * instances)), event: 'scale_up' };
  }
  if (state.coolDown === 0 && bucketsBelow >= downAfterBuckets && instances > 1) {
    return { state: scaled(instances - 1), event: 'scale_down' };
  }
  const coolDown = Math.max(0, state.coolDown - 1);
  return { state: { instances, bucketsAbove, bucketsBelow, coolDown }, event: 'none' };
};
