import { HeadroomError, ONLINE_VIEWS, type PredictionMade } from '@headroom/contracts';
import { definitionHash, unpackVector } from '@headroom/feature-engine';
import { decodeVector, type FeatureVector, type OnlineStore } from '@headroom/storage';
import type { ServingModel } from '../domain/serving-model.ts';
import { noPrediction } from '../domain/no-prediction.ts';
import { layoutOf } from '../domain/vector-layouts.ts';
import { scoreVectors } from './score-vectors.ts';

/**
 * The newest vector of each service.
 * @throws NOT_FOUND, UNAVAILABLE for features of another definition
 */
export async function newestVectors(
  serviceIds: readonly string[],
  { bundle }: ServingModel,
  online: OnlineStore,
): Promise<FeatureVector[]> {
  const found = await online.read(
    serviceIds.map((entity) => ({ view: ONLINE_VIEWS.serviceVector, entity })),
  );
  return found.map((value, i) => newestVector(serviceIds[i] ?? '', value?.bytes ?? null, bundle));
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
  const vectors = await newestVectors(serviceIds, model, online);
  const scored = await scoreVectors(model, vectors, online);
  return scored.map((score, i) => {
    if (score.made !== undefined) return score.made;
    throw noPrediction(serviceIds[i] ?? '', model, score.reason);
  });
}
