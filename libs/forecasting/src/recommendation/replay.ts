import type { ScalingBucket } from './decide.ts';

/** One bucket of a service's history, in order of time and without gaps. */
export interface ReplayBucket {
  /** Epoch ms. */
  readonly end: number;
  /** What was asked for in it, in instance equivalents: known in a replay, not to a scaler. */
  readonly demand: number;
  /** Mean demand of the next hour as it was forecast at this one's end; null where there was no forecast. */
  readonly forecast: number | null;
}

export interface ReplayService {
  readonly service: string;
  readonly buckets: readonly ReplayBucket[];
  /** The first bucket whose outcome counts; what is before lets scalers learn. */
  readonly from: number;
  readonly instancesAtStart: number;
}

/**
 * What a scaler sees at a bucket's end: demand as its own instances could show it, at most all of them. What it decides
 * serves the next bucket, whichever scaler it is.
 */
export interface Seen extends ScalingBucket {
  readonly service: string;
  readonly index: number;
}

/** Decides how many instances serve the next bucket. */
export type Scaler = (seen: Seen) => number;

export interface Outcome {
  readonly buckets: number;
  /** Buckets whose utilisation was above the objective. */
  readonly violations: number;
  /** Instances × buckets. */
  readonly instanceBuckets: number;
  /** Share of what was provisioned that nobody used. */
  readonly slack: number;
  /** Decisions that changed the number of instances. */
  readonly changes: number;
}

/**
 * Plays services' demand against a scaler, all services bucket by bucket, as live. Utilisation is recomputed from the
 * instances that it chose; the demand is what it was, whoever serves it.
 */
export function replay(
  services: readonly ReplayService[],
  scaler: Scaler,
  sloUtilisation: number,
): ReadonlyMap<string, Outcome> {
  const runs = services.map((service) => ({
    ...service,
    instances: service.instancesAtStart,
    tally: { buckets: 0, violations: 0, instanceBuckets: 0, unused: 0, changes: 0 },
  }));
  const length = Math.max(0, ...services.map(({ buckets }) => buckets.length));
  for (let index = 0; index < length; index++) {
    for (const run of runs) {
      const bucket = run.buckets[index];
      if (bucket === undefined) continue;
      const { tally, instances } = run;
      if (index >= run.from) {
        tally.buckets += 1;
        tally.instanceBuckets += instances;
        if (bucket.demand > sloUtilisation * instances) tally.violations += 1;
        tally.unused += Math.max(0, instances - bucket.demand);
      }
      const demand = Math.min(bucket.demand, instances);
      run.instances = scaler({ ...bucket, service: run.service, index, instances, demand });
      if (index >= run.from && run.instances !== instances) tally.changes += 1;
    }
  }
  return new Map(
    runs.map(({ service, tally: { unused, ...counts } }) => [
      service,
      { ...counts, slack: counts.instanceBuckets > 0 ? unused / counts.instanceBuckets : 0 },
    ]),
  );
}

export function total(outcomes: Iterable<Outcome>): Outcome {
  const sum = { buckets: 0, violations: 0, instanceBuckets: 0, slack: 0, changes: 0 };
  let unused = 0;
  for (const outcome of outcomes) {
    sum.buckets += outcome.buckets;
    sum.violations += outcome.violations;
    sum.instanceBuckets += outcome.instanceBuckets;
    sum.changes += outcome.changes;
    unused += outcome.slack * outcome.instanceBuckets;
  }
  return { ...sum, slack: sum.instanceBuckets > 0 ? unused / sum.instanceBuckets : 0 };
}
