import { TOPICS, type PredictionMade, type RecommendationMade } from '@headroom/contracts';
import type { Delivered, EventToSend, Publisher } from '@headroom/messaging';
import type { FeatureVector, OnlineStore } from '@headroom/storage';
import { observationOf } from '../domain/observation.ts';
import { recommendationEntries } from '../domain/online-recommendations.ts';
import type { CausedRecommendation, RecommendationStore } from '../domain/recommendation-store.ts';
import {
  causeId,
  newServiceScaling,
  observe,
  type ScalingRules,
  type ServiceScaling,
} from '../domain/service-scaling.ts';
import { countRecommendations } from './metrics.ts';

export interface RecommendPorts {
  readonly recommendations: RecommendationStore;
  readonly online: OnlineStore;
  readonly publisher: Publisher;
}

export interface RecommendRules extends ScalingRules {
  /** Instances of services that report none; null: nothing is recommended to them. */
  readonly assumedInstances: number | null;
}

/** A vector with its prediction as it stands, and the message that brought it. */
export interface PredictedVector {
  readonly vector: FeatureVector;
  readonly made: PredictionMade;
  readonly cause: Delivered;
}

/**
 * Order of effects: 1. Postgres, what was learned and the recommendations together, 2. the newest of each service into
 * Redis, guarded by (bucket end, revision), 3. the events, in the vector's trace; the caller commits. A vector that comes
 * again is not learned of again: what it caused is read, and told as the first time.
 */
export async function recommendScaling(
  predicted: readonly PredictedVector[],
  { recommendations, online, publisher }: RecommendPorts,
  rules: RecommendRules,
): Promise<void> {
  if (predicted.length === 0) return;
  const ids = predicted.map(({ made }) => causeId(made));
  const told = await recommendations.causedBy(ids);
  const known = new Set(told.map((one) => one.causeId));
  const fresh = predicted.filter((_, i) => !known.has(ids[i] ?? ''));
  const standing = [...told, ...(await learn(fresh, recommendations, rules))];
  const made = standing.map((one) => one.made);
  await online.write(recommendationEntries(made));
  const causes = new Map(predicted.map(({ cause }, i) => [ids[i], cause]));
  await publisher.publish(
    standing.flatMap((one) => {
      const cause = causes.get(one.causeId);
      return cause === undefined ? [] : [recommendationEvent(one.made, cause)];
    }),
  );
  countRecommendations(made);
}

async function learn(
  fresh: readonly PredictedVector[],
  store: RecommendationStore,
  rules: RecommendRules,
): Promise<CausedRecommendation[]> {
  if (fresh.length === 0) return [];
  const services = [...new Set(fresh.map(({ vector }) => vector.serviceId))];
  const scalings = await store.scalings(services);
  const changed = new Map<string, ServiceScaling>();
  const caused = fresh.flatMap(({ vector, made }) => {
    const { serviceId } = vector;
    const before = changed.get(serviceId) ?? scalings.get(serviceId) ?? newServiceScaling();
    const lastKnown =
      before.open?.load?.instances ?? before.closed.steadiness.instances ?? rules.assumedInstances;
    const next = observe(before, observationOf(vector, made, lastKnown), vector.open, rules);
    if (next.scaling !== before) changed.set(serviceId, next.scaling);
    return next.made.map((one) => ({ causeId: causeId(made), made: one }));
  });
  return changed.size === 0 ? [] : store.save(changed, caused);
}

const recommendationEvent = (made: RecommendationMade, cause: Delivered): EventToSend => ({
  topic: TOPICS.recommendationsMade,
  id: made.recommendation_id,
  source: 'headroom/serving',
  key: made.service_id,
  subject: made.service_id,
  time: new Date(made.bucket_end).toISOString(),
  cause,
  data: made,
});
