import type { Clock } from './events/workload.ts';
import type { MetricName } from './metrics.ts';

/** What a producer promises: whose clock rules its "now", what it declares, and how much of it may be missing. */
export interface DataContract {
  readonly producer: string;
  readonly owner: string;
  readonly clock: Clock;
  /** Metrics it declares; an undeclared one is absent, not missing. */
  readonly declares: readonly MetricName[] | 'all';
  readonly expectedMissingShare: number;
}

/**
 * The contract of a message is the one whose producer is its `ce_source` up to the first `#`
 * (what follows names an instance: a seed, a file). An unknown source is held to `http`.
 */
export const DATA_CONTRACTS = [
  {
    producer: 'headroom/generation',
    owner: 'headroom',
    clock: 'event',
    declares: 'all',
    expectedMissingShare: 0.05,
  },
  {
    producer: 'headroom/import',
    owner: 'operator',
    clock: 'event',
    declares: ['cpu_utilization'],
    expectedMissingShare: 0.05,
  },
  {
    producer: 'headroom/http',
    owner: 'producer',
    clock: 'wall',
    declares: 'all',
    expectedMissingShare: 1,
  },
] as const satisfies readonly DataContract[];
