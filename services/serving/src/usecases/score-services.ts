import type { PredictionMade } from '@headroom/contracts';
import type { FeatureVector, OnlineStore } from '@headroom/storage';
import type { ServingModel } from '../domain/serving-model.ts';
import { noPrediction } from '../domain/no-prediction.ts';
import { newestVectors } from './newest-vectors.ts';
import { scoreVectors, type Scored } from './score-vectors.ts';

/** A service's newest vector, and what the model says of it. */
export interface ScoredService {
  readonly vector: FeatureVector;
  readonly score: Scored;
}

/**
 * Scores the newest vector of each service.
 * @throws NOT_FOUND, UNAVAILABLE for features of another definition
 */
export async function scoreNewest(
  model: ServingModel,
  serviceIds: readonly string[],
  online: OnlineStore,
): Promise<ScoredService[]> {
  const { vectors, clusters } = await newestVectors(online).read(
    serviceIds,
    model.bundle.cadenceMs,
    model.needsCluster,
  );
  const scored = await scoreVectors(model, vectors, online, clusters);
  return scored.flatMap((score, i) => {
    const vector = vectors[i];
    return vector === undefined ? [] : [{ vector, score }];
  });
}

/** Predictions of any model from the newest vectors. @throws NOT_FOUND, WARMING_UP, NO_LEVEL, UNAVAILABLE */
export async function scoreServices(
  model: ServingModel,
  serviceIds: readonly string[],
  online: OnlineStore,
): Promise<PredictionMade[]> {
  const scored = await scoreNewest(model, serviceIds, online);
  return scored.map(({ vector, score }) => {
    if (score.made !== undefined) return score.made;
    throw noPrediction(vector.serviceId, model, score.reason);
  });
}
