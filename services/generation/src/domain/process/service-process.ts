import { RandomStream, type StreamState } from '../random/random-stream.ts';
import type { WorkloadRow } from '../workload-row.ts';
import { stepGap, type GapState } from './absence.ts';
import { startLoad, stepLoad, type Load, type LoadState, type Moment } from './load.ts';
import { startMemory, stepMemory, type MemoryState } from './memory.ts';
import { measure, report } from './metrics.ts';
import type { ServiceParameters } from './parameters.ts';

/** One stream a purpose: drawing more for one never moves another. */
const PURPOSES = [
  'bursts',
  'ownNoise',
  'cpu',
  'memory',
  'requests',
  'network',
  'disk',
  'latency',
  'errors',
  'missing',
  'gap',
] as const;
type Purpose = (typeof PURPOSES)[number];

/** All that the future of a service hangs on, plain data. */
export interface ServiceState {
  readonly load: LoadState;
  readonly memory: MemoryState;
  readonly gap: GapState;
  readonly streams: Readonly<Record<Purpose, StreamState>>;
}

/** What truly happened in a bucket, whether or not anything was reported. */
export interface HiddenState {
  readonly timestamp: number;
  readonly serviceId: string;
  readonly load: Load;
  readonly memory: MemoryState;
  readonly absent: boolean;
}

export interface Observation {
  /** Null in a gap. */
  readonly row: WorkloadRow | null;
  readonly hidden: HiddenState;
}

const mapPurposes = <V>(value: (purpose: Purpose) => V): Record<Purpose, V> =>
  Object.fromEntries(PURPOSES.map((purpose) => [purpose, value(purpose)])) as Record<Purpose, V>;

/** One service's process: steps bucket by bucket, and can be put down and taken up again anywhere. */
export class ServiceProcess {
  readonly parameters: ServiceParameters;
  readonly #streams: Record<Purpose, RandomStream>;
  #load: LoadState;
  #memory: MemoryState;
  #gap: GapState;

  constructor(parameters: ServiceParameters, state: ServiceState) {
    this.parameters = parameters;
    this.#streams = mapPurposes((purpose) => new RandomStream(state.streams[purpose]));
    ({ load: this.#load, memory: this.#memory, gap: this.#gap } = state);
  }

  static start(seed: number, parameters: ServiceParameters, moment: Moment): ServiceProcess {
    const streams = mapPurposes((purpose) =>
      RandomStream.named(seed, parameters.serviceId, purpose),
    );
    const load = startLoad(parameters, streams.ownNoise, moment);
    const memory = startMemory(streams.memory);
    return new ServiceProcess(parameters, {
      load,
      memory,
      gap: { left: 0 },
      streams: mapPurposes((purpose) => streams[purpose].state),
    });
  }

  get state(): ServiceState {
    return {
      load: this.#load,
      memory: this.#memory,
      gap: this.#gap,
      streams: mapPurposes((purpose) => this.#streams[purpose].state),
    };
  }

  step(moment: Moment): Observation {
    const { parameters } = this;
    const load = stepLoad(parameters, this.#load, moment, this.#streams);
    const memory = stepMemory(
      parameters,
      this.#memory,
      load.cpu,
      moment.cadenceHours,
      this.#streams.memory,
    );
    const gap = stepGap(this.#gap, this.#streams.gap);
    const values = measure(parameters, load, memory.utilization, this.#streams);
    const reported = report(values, moment.effects, this.#streams.missing);
    this.#load = load.state;
    this.#memory = memory.state;
    this.#gap = gap.state;
    const { serviceId, clusterId } = parameters;
    const row: WorkloadRow = {
      timestamp: moment.t,
      service_id: serviceId,
      cluster_id: clusterId,
      ...reported,
      scaling_event: load.scalingEvent,
    };
    return {
      row: gap.absent ? null : row,
      hidden: { timestamp: moment.t, serviceId, load, memory: memory.state, absent: gap.absent },
    };
  }
}
