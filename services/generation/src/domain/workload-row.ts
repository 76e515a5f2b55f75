import type { MetricName, ScalingEvent } from '@headroom/contracts';

export type MetricValues = Readonly<Record<MetricName, number | null>>;

/** One bucket of one service, as it is published: a missing value is null. */
export interface WorkloadRow extends MetricValues {
  /** End of the bucket, epoch ms UTC. */
  readonly timestamp: number;
  readonly service_id: string;
  readonly cluster_id: string;
  readonly scaling_event: ScalingEvent;
}
