/**
 * The metrics of a workload record, in the order that every array of eight follows.
 * `max` is absent where the unit has no upper bound. All lower bounds are inclusive.
 */
export const WORKLOAD_METRICS = [
  { name: 'cpu_utilization', unit: 'fraction', min: 0, max: 1 },
  { name: 'memory_utilization', unit: 'fraction', min: 0, max: 1 },
  { name: 'network_io_mbps', unit: 'Mbit/s', min: 0 },
  { name: 'disk_io_mbps', unit: 'Mbit/s', min: 0 },
  { name: 'request_rate', unit: 'requests/s', min: 0 },
  { name: 'latency_p95_ms', unit: 'ms', min: 0 },
  { name: 'error_rate', unit: 'fraction', min: 0, max: 1 },
  { name: 'instance_count', unit: 'instances', min: 1, integer: true },
] as const satisfies readonly WorkloadMetric[];

export interface WorkloadMetric {
  readonly name: string;
  readonly unit: string;
  readonly min: number;
  readonly max?: number;
  readonly integer?: boolean;
}

export type MetricName = (typeof WORKLOAD_METRICS)[number]['name'];

export const SCALING_EVENTS = ['none', 'scale_up', 'scale_down'] as const;
export type ScalingEvent = (typeof SCALING_EVENTS)[number];
