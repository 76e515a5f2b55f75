import type { Injection } from './injection.ts';

/** What a process is: equal values give equal bytes. */
export interface GeneratorConfig {
  readonly seed: number;
  readonly services: number;
  readonly clusters: number;
  readonly cadenceMs: number;
  /** Epoch ms; the first bucket ends one cadence later. */
  readonly start: number;
  readonly injections: readonly Injection[];
}

const HOUR_MS = 3_600_000;

export const DEFAULT_CONFIG: GeneratorConfig = {
  seed: 42,
  services: 10,
  clusters: 3,
  cadenceMs: HOUR_MS,
  start: Date.UTC(2025, 0, 1),
  injections: [],
};

export const DEFAULT_RECORDS = 10_000;

export const cadenceHours = (config: GeneratorConfig): number => config.cadenceMs / HOUR_MS;

/** End of bucket k, counted from 0, epoch ms. */
export const bucketEnd = (config: GeneratorConfig, bucket: number): number =>
  config.start + (bucket + 1) * config.cadenceMs;

export const serviceId = (index: number): string => `service-${String(index).padStart(2, '0')}`;

export const clusterIndex = (config: GeneratorConfig, service: number): number =>
  service % config.clusters;

export const clusterId = (cluster: number): string => `cluster-${cluster}`;
