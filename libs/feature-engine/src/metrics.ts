/** The eight workload metrics, in the order of every vector, with the short names that derived features carry. */
export const METRICS = [
  { name: 'cpu_utilization', short: 'cpu' },
  { name: 'memory_utilization', short: 'mem' },
  { name: 'network_io_mbps', short: 'net' },
  { name: 'disk_io_mbps', short: 'disk' },
  { name: 'request_rate', short: 'req' },
  { name: 'latency_p95_ms', short: 'lat' },
  { name: 'error_rate', short: 'err' },
  { name: 'instance_count', short: 'inst' },
] as const;

export type MetricName = (typeof METRICS)[number]['name'];
export type MetricShort = (typeof METRICS)[number]['short'];

export const METRIC_COUNT = METRICS.length;

/** Position of a metric, by its short name, in METRICS. */
export const METRIC_INDEX = {
  cpu: 0,
  mem: 1,
  net: 2,
  disk: 3,
  req: 4,
  lat: 5,
  err: 6,
  inst: 7,
} as const satisfies Record<MetricShort, number>;
