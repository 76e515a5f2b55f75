import { WORKLOAD_METRICS, type MetricName } from '@headroom/contracts';
import type { Effects } from '../injection.ts';
import type { RandomStream } from '../random/random-stream.ts';
import { SIZES } from '../sizes.ts';
import type { MetricValues } from '../workload-row.ts';
import type { Load } from './load.ts';
import type { ServiceParameters } from './parameters.ts';

export interface MetricStreams {
  readonly requests: RandomStream;
  readonly network: RandomStream;
  readonly disk: RandomStream;
  readonly latency: RandomStream;
  readonly errors: RandomStream;
  readonly missing: RandomStream;
}

/** Queueing: latency climbs towards the pole as u comes near to 1. */
const latency = (baseMs: number, u: number): number =>
  baseMs * (1 + (u * u) / (SIZES.latency.pole - u));

const errorRate = (u: number): number => {
  const { floor, above, slope } = SIZES.errors;
  return floor + Math.max(0, u - above) * slope;
};

/** All eight metrics of a bucket, whole: nothing is missing yet. */
export const measure = (
  parameters: ServiceParameters,
  load: Load,
  memory: number,
  streams: MetricStreams,
): Record<MetricName, number> => {
  const requests =
    load.demand * parameters.requestsPerDemand * streams.requests.logNormal(SIZES.requests.sigma);
  return {
    cpu_utilization: load.cpu,
    memory_utilization: memory,
    network_io_mbps:
      requests * parameters.networkPerRequest * streams.network.logNormal(SIZES.network.sigma),
    disk_io_mbps: requests * parameters.diskPerRequest * streams.disk.logNormal(SIZES.disk.sigma),
    request_rate: requests,
    latency_p95_ms:
      latency(parameters.latencyBaseMs, load.cpu) * streams.latency.logNormal(SIZES.latency.sigma),
    error_rate: Math.min(1, errorRate(load.cpu) * streams.errors.logNormal(SIZES.errors.sigma)),
    instance_count: load.instances,
  };
};

/** As reported: units as injected, some values lost. Every value costs one draw, lost or not. */
export const report = (
  values: Record<MetricName, number>,
  effects: Effects,
  missing: RandomStream,
): MetricValues => {
  const share = effects.missingShare ?? SIZES.missing.share;
  const reported: Record<MetricName, number | null> = { ...values };
  for (const { name } of WORKLOAD_METRICS) {
    const lost = missing.uniform() < share;
    reported[name] = lost ? null : values[name] * (effects.units[name] ?? 1);
  }
  return reported;
};
