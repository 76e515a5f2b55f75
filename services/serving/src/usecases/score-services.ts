import { HeadroomError, type PredictionMade } from '@headroom/contracts';
import { definitionHash, unpackVector } from '@headroom/feature-engine';
import { decodeVector, type FeatureVector, type OnlineStore } from '@headroom/storage';
import type { ServingModel } from '../domain/serving-model.ts';
import { noPrediction } from '../domain/no-prediction.ts';
import { layoutOf } from '../domain/vector-layouts.ts';
import { onlineClusters } from './online-clusters.ts';
import { scoreVectors, type Scored } from './score-vectors.ts';

/** A service's newest vector, and what the model says of it. */
export interface ScoredService {
  readonly vector: FeatureVector;
  readonly score: Scored;
}

/**
 * Scores the newest vector of each service, in one round trip where the service has not changed its cluster.
 * @throws NOT_FOUND, UNAVAILABLE for features of another definition
 */
export async function scoreNewest(
  model: ServingModel,
  serviceIds: readonly string[],
  online: OnlineStore,
): Promise<ScoredService[]> {
  const clusters = onlineClusters(online);
  const { values, guards } = await clusters.newestOf(serviceIds);
  const vectors = values.map((value, i) =>
    newestVector(serviceIds[i] ?? '', value?.bytes ?? null, model.bundle),
  );
  if (model.needsCluster)
    for (const { serviceId, clusterId } of vectors) clusters.sawIn(serviceId, clusterId);
  const scored = await scoreVectors(model, vectors, online, guards);
  return scored.flatMap((score, i) => {
    const vector = vectors[i];
    return vector === undefined ? [] : [{ vector, score }];
  });
}

/** @throws NOT_FOUND, UNAVAILABLE */
export function newestVector(
  serviceId: string,
  bytes: Uint8Array | null,
  { cadenceMs }: ServingModel['bundle'],
): FeatureVector {
  if (bytes === null) {
    throw new HeadroomError(
      'NOT_FOUND',
      `service_id ${JSON.stringify(serviceId)} has no features. Send records of it first, or correct the id.`,
    );
  }
  const vector = decodeVector(bytes);
  const layout = layoutOf(vector.definitionHash, cadenceMs);
  if (layout !== undefined && vector.values.length === layout.columns.length)
    return { ...vector, values: unpackVector(layout, vector.values) };
  throw new HeadroomError(
    'UNAVAILABLE',
    `service_id ${JSON.stringify(serviceId)} has features of definition ${vector.definitionHash}, the model needs ${definitionHash(cadenceMs)}. They are computed anew with its next record.`,
  );
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
