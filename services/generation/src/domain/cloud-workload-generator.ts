import { HeadroomError } from '@headroom/contracts';
import {
  bucketEnd,
  cadenceHours,
  clusterId,
  clusterIndex,
  serviceId,
  type GeneratorConfig,
} from './config.ts';
import { effectsAt } from './injection.ts';
import { startAutoregression, stepAutoregression } from './process/autoregression.ts';
import type { Moment } from './process/load.ts';
import { drawParameters, type ServiceParameters } from './process/parameters.ts';
import { ServiceProcess, type Observation, type ServiceState } from './process/service-process.ts';
import { RandomStream, type StreamState } from './random/random-stream.ts';
import { SIZES } from './sizes.ts';
import type { WorkloadRow } from './workload-row.ts';

interface ClusterState {
  readonly shock: number;
  readonly stream: StreamState;
}

/** Where the process stands: with the config, all that live mode needs to go on. Plain data. */
export interface ProcessState {
  /** Bucket of the next observation, counted from 0. */
  readonly bucket: number;
  /** Service of the next observation. */
  readonly service: number;
  readonly clusters: readonly ClusterState[];
  readonly services: readonly ServiceState[];
}

const startCluster = (seed: number, cluster: number): ClusterState => {
  const stream = RandomStream.named(seed, clusterId(cluster), 'shock');
  const shock = startAutoregression(SIZES.clusterShock, stream);
  return { shock, stream: stream.state };
};

const stepCluster = (before: ClusterState, hours: number): ClusterState => {
  const stream = new RandomStream(before.stream);
  const shock = stepAutoregression(SIZES.clusterShock, before.shock, hours, stream);
  return { shock, stream: stream.state };
};

const at = <T>(items: readonly T[], index: number): T => {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${index} among ${items.length}`);
  return item;
};

const checkFits = (config: GeneratorConfig, state: ProcessState): void => {
  const { services, clusters } = state;
  if (services.length === config.services && clusters.length === config.clusters) return;
  throw new HeadroomError(
    'CONFLICT',
    `the saved process has ${services.length} services in ${clusters.length} clusters, the config ` +
      `${config.services} in ${config.clusters}: resume with the config it was made with`,
  );
};

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);

/**
 * Endless, seeded workload of a fleet, in event-time order: all services of a bucket, then the next bucket. Taking n
 * rows and then m is the same as taking n + m, so a live stream goes on where a batch ended.
 */
export class CloudWorkloadGenerator {
  readonly config: GeneratorConfig;
  readonly parameters: readonly ServiceParameters[];
  readonly #services: readonly ServiceProcess[];
  #clusters: readonly ClusterState[];
  #bucket: number;
  #service: number;

  constructor(config: GeneratorConfig, resume?: ProcessState) {
    if (resume) checkFits(config, resume);
    this.config = config;
    this.parameters = range(config.services).map((i) =>
      drawParameters(config.seed, i, serviceId(i), clusterId(clusterIndex(config, i))),
    );
    this.#bucket = resume?.bucket ?? 0;
    this.#service = resume?.service ?? 0;
    this.#clusters =
      resume?.clusters ?? range(config.clusters).map((i) => startCluster(config.seed, i));
    this.#services = this.parameters.map((parameters, i) => {
      const state = resume?.services[i];
      return state
        ? new ServiceProcess(parameters, state)
        : ServiceProcess.start(config.seed, parameters, this.#moment(i, config.start));
    });
  }

  get state(): ProcessState {
    return {
      bucket: this.#bucket,
      service: this.#service,
      clusters: this.#clusters,
      services: this.#services.map((service) => service.state),
    };
  }

  /** The next service's bucket. */
  next(): Observation {
    if (this.#service === 0) {
      const hours = cadenceHours(this.config);
      this.#clusters = this.#clusters.map((cluster) => stepCluster(cluster, hours));
    }
    const index = this.#service;
    const moment = this.#moment(index, bucketEnd(this.config, this.#bucket));
    const observation = at(this.#services, index).step(moment);
    this.#service = (index + 1) % this.config.services;
    if (this.#service === 0) this.#bucket++;
    return observation;
  }

  /** Observations up to the n-th row from here; gaps come on top. */
  take(rows: number): Observation[] {
    const observations: Observation[] = [];
    for (let left = rows; left > 0;) {
      const observation = this.next();
      observations.push(observation);
      if (observation.row) left--;
    }
    return observations;
  }

  /** The rest of the bucket in which the process stands; all of it, if none of it was taken. */
  takeBucket(): Observation[] {
    const observations: Observation[] = [];
    do observations.push(this.next());
    while (this.#service !== 0);
    return observations;
  }

  #moment(index: number, t: number): Moment {
    const { config } = this;
    return {
      t,
      start: config.start,
      cadenceHours: cadenceHours(config),
      clusterShock: at(this.#clusters, clusterIndex(config, index)).shock,
      effects: effectsAt(config.injections, serviceId(index), t),
    };
  }
}

export const rowsOf = (observations: readonly Observation[]): WorkloadRow[] =>
  observations.flatMap(({ row }) => (row ? [row] : []));
