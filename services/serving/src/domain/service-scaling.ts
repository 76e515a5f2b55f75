import { createHash } from 'node:crypto';
import type { PredictionMade, RecommendationMade } from '@headroom/contracts';
import {
  decide,
  newScalingState,
  type Decision,
  type ScalingPolicy,
  type ScalingState,
} from '@headroom/forecasting';
import type { Observation } from './observation.ts';

/** What is kept of a service between its vectors. */
export interface ServiceScaling {
  /** Grows with every change, so that a process that was overtaken can't take one back. */
  readonly version: number;
  /** What the rule has learned of closed buckets. */
  readonly closed: ScalingState;
  /** End of the last bucket that it has learned of. */
  readonly closedTo: number | null;
  /** The last revision of the newest bucket, while it is open. */
  readonly open: Observation | null;
}

export const newServiceScaling = (version = 0): ServiceScaling => ({
  version,
  closed: newScalingState(),
  closedTo: null,
  open: null,
});

export interface ScalingRules {
  readonly policy: ScalingPolicy;
  readonly cadenceMs: number;
}

/**
 * A service's next vector. It closes the bucket before, whose recommendation is then final and is learned of; its own is
 * provisional while it may still change. Revisions of what is closed, and older ones, change nothing: a bucket is learned of
 * once.
 */
export function observe(
  scaling: ServiceScaling,
  seen: Observation,
  isOpen: boolean,
  rules: ScalingRules,
): { readonly scaling: ServiceScaling; readonly made: readonly RecommendationMade[] } {
  if (isPast(scaling, seen)) return { scaling, made: [] };
  const made: RecommendationMade[] = [];
  let { closed, closedTo } = scaling;
  const close = (observation: Observation) => {
    const next = judge(closed, observation, rules);
    made.push(recommendationOf(observation, next.decision, false, rules));
    closed = next.state;
    closedTo = observation.bucketEnd;
  };
  if (scaling.open !== null && scaling.open.bucketEnd < seen.bucketEnd) close(scaling.open);
  if (isOpen) made.push(recommendationOf(seen, judge(closed, seen, rules).decision, true, rules));
  else close(seen);
  const { version } = scaling;
  return { scaling: { version: version + 1, closed, closedTo, open: isOpen ? seen : null }, made };
}

function isPast({ closedTo, open }: ServiceScaling, { bucketEnd, arrival }: Observation): boolean {
  if (closedTo !== null && bucketEnd <= closedTo) return true;
  if (open === null || bucketEnd > open.bucketEnd) return false;
  return bucketEnd < open.bucketEnd || arrival.offset <= open.arrival.offset;
}

/** Without instances there is nothing to decide and nothing to learn. */
function judge(
  state: ScalingState,
  { bucketEnd, load }: Observation,
  { policy, cadenceMs }: ScalingRules,
): { readonly state: ScalingState; readonly decision: Decision | null } {
  if (load === null) return { state, decision: null };
  const { instances, cpu, predictedCpu } = load;
  const bucket = {
    end: bucketEnd,
    instances,
    demand: cpu * instances,
    forecast: Math.max(0, predictedCpu) * instances,
  };
  return decide(state, bucket, policy, cadenceMs);
}

const REASONS = {
  forecast: 'FORECAST',
  floor: 'FLOOR',
  reactive: 'REACTIVE',
  hysteresis: 'HYSTERESIS',
  cool_down: 'COOL_DOWN',
} as const;

function recommendationOf(
  { bucketEnd, arrival, load, prediction }: Observation,
  decision: Decision | null,
  provisional: boolean,
  { policy }: ScalingRules,
): RecommendationMade {
  return {
    recommendation_id: hashOf([prediction.service_id, bucketEnd, arrival, provisional]),
    service_id: prediction.service_id,
    cluster_id: prediction.cluster_id,
    bucket_end: bucketEnd,
    arrival_seq: arrival,
    horizon_ms: prediction.horizon_ms,
    provisional,
    action: decision?.action ?? 'none',
    reason: decision === null ? 'NO_INSTANCES' : REASONS[decision.reason],
    current_instances: load?.instances ?? null,
    instances: decision?.instances ?? null,
    target_utilization: policy.sloUtilisation,
    demand: load === null ? null : load.cpu * load.instances,
    expected_demand: decision?.expected ?? null,
    risk: decision?.risk ?? null,
    prediction_id: prediction.prediction_id,
    model_name: prediction.model_name,
    model_version: prediction.model_version,
  };
}

/** What a vector caused is found again by its service, bucket end and revision. */
export const causeId = ({
  service_id,
  bucket_end,
  arrival_seq,
}: Pick<PredictionMade, 'service_id' | 'bucket_end' | 'arrival_seq'>): string =>
  hashOf([service_id, bucket_end, arrival_seq]);

const hashOf = (key: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 32);
