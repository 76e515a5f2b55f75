import { Mapping } from './mapping.ts';

/** CloudWatch sums over its five-minute period. */
const PERIOD_S = 300;
const TO_MBPS = 8 / PERIOD_S / 1e6;

/**
 * AWS CloudWatch exports as the Numenta Anomaly Benchmark keeps them: one metric of one instance a file, columns
 * `timestamp,value`, UTC. Files of the same instance meet in one service.
 * https://github.com/numenta/NAB, data/realAWSCloudwatch
 */
export const CLOUDWATCH_MAPPING: Mapping = Mapping.parse({
  files: [
    entry('ec2_cpu_utilization_{id}', 'ec2-{id}', 'cpu_utilization', 1 / 100),
    entry('rds_cpu_utilization_{id}', 'rds-{id}', 'cpu_utilization', 1 / 100),
    entry('ec2_network_in_{id}', 'ec2-{id}', 'network_io_mbps', TO_MBPS),
    entry('ec2_disk_write_bytes_{id}', 'ec2-{id}', 'disk_io_mbps', TO_MBPS),
    entry('elb_request_count_{id}', 'elb-{id}', 'request_rate', 1 / PERIOD_S),
  ],
});

function entry(name: string, service: string, metric: string, scale: number) {
  return {
    pattern: `${name}.*`,
    service_id: service,
    metrics: { [metric]: { column: 'value', scale } },
  };
}
