import { describe, expect, it } from 'vitest';
import { CLOUDWATCH_MAPPING } from './cloudwatch-mapping.ts';
import { matchName } from './file-pattern.ts';
import { mappedMetrics, Mapping } from './mapping.ts';

const entry = {
  pattern: 'web_{id}.csv',
  service_id: 'web-{id}',
  metrics: { cpu_utilization: { column: 'value' } },
};
const problems = (change: object): string[] =>
  Mapping.safeParse({ files: [{ ...entry, ...change }] }).error?.issues.map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  ) ?? [];

describe('a mapping', () => {
  it('needs no more than a pattern, a service and a metric', () => {
    expect(Mapping.parse({ files: [entry] }).files[0]).toMatchObject({
      timestamp: { column: 'timestamp', format: 'auto', zone: 'UTC' },
      metrics: { cpu_utilization: { column: 'value', scale: 1 } },
    });
  });

  it.each([
    [{ service_id: 'web-{name}' }, 'files.0.service_id: uses {name}, which the pattern does not'],
    [{ service_id: 'a b' }, 'files.0.service_id: must be 1 to 128 of'],
    [{ cluster_id: '{who}' }, 'files.0.cluster_id: uses {who}'],
    [{ pattern: '{id}_{id}.csv' }, 'files.0.pattern: repeats a placeholder'],
    [{ metrics: {} }, 'files.0.metrics: maps no metric'],
    [
      { metrics: { cpu: { column: 'v' } } },
      'files.0.metrics: names what is no metric; the metrics are cpu_utilization, ',
    ],
    [{ metrics: { cpu_utilization: { column: 'v', scale: 0 } } }, 'cpu_utilization.scale'],
    [{ timestamp: { format: 'DD.MM.' } }, 'files.0.timestamp.format: must be auto'],
    [{ timestamp: { zone: 'Mars' } }, 'files.0.timestamp.zone: must be UTC'],
    [{ time: 'x' }, 'Unrecognized key: "time"'],
    [{ service_id: 7 }, 'files.0.service_id: must be text like'],
  ])('refuses %j', (change, problem) => {
    expect(problems(change).join('\n')).toContain(problem);
  });
});

it.each([
  ['ec2_cpu_utilization_24ae8d.csv', 'cpu_utilization', 50, 0.5],
  ['rds_cpu_utilization_cc0c53.csv', 'cpu_utilization', 50, 0.5],
  ['ec2_network_in_257a54.csv', 'network_io_mbps', 37_500_000, 1],
  ['ec2_disk_write_bytes_1ef3de.csv', 'disk_io_mbps', 37_500_000, 1],
  ['elb_request_count_8c0756.csv', 'request_rate', 300, 1],
])('CloudWatch: %s gives %s, %d is %d', (file, metric, value, expected) => {
  const found = CLOUDWATCH_MAPPING.files.find(({ pattern }) => matchName(pattern, file) !== null);
  const [[name, { scale }] = ['none', { scale: 0 }]] =
    found === undefined ? [] : mappedMetrics(found);
  expect([name, value * scale]).toEqual([metric, expect.closeTo(expected, 12)]);
});
