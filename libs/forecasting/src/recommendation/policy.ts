/** What scaling is for, in the operator's terms. */
export interface ScalingPolicy {
  /** The objective: no bucket's utilisation above it. */
  readonly sloUtilisation: number;
  /** What a bucket above it costs, in instances: weighs risk against waste. */
  readonly violationCost: number;
  /** The reactive rule that takes over aims at this utilisation. */
  readonly reactiveTarget: number;
  /** The forecast of a service is not trusted while its recent error is over this many times what is usual for it. */
  readonly trustLimit: number;
  readonly min: number;
  readonly max: number;
  /** Fewer instances are advised once this many buckets in a row have wanted fewer. */
  readonly downAfter: number;
  /** Buckets after a change in which nothing is taken away. */
  readonly coolDown: number;
}

/** Replayed on generated data, see BENCHMARKS.md. Over 0.9 the generator's services answer slowly and with errors. */
export const DEFAULT_POLICY: ScalingPolicy = {
  sloUtilisation: 0.9,
  violationCost: 60,
  reactiveTarget: 0.65,
  trustLimit: 4,
  min: 1,
  max: 1_000,
  downAfter: 1,
  coolDown: 0,
};
