import { hash } from 'node:crypto';
import type { PredictionMade } from '@headroom/contracts';
import { TARGET_HORIZON_MS } from '@headroom/feature-engine';
import type { CpuInterval } from '@headroom/forecasting';
import type { FeatureVector } from '@headroom/storage';
import type { SeenWindow } from './cluster-view.ts';
import type { ServingModel } from './serving-model.ts';

/** A prediction and the wall time at which it was computed, epoch ms. */
export interface ComputedPrediction {
  readonly made: PredictionMade;
  readonly computedAt: number;
}

/**
 * Natural key: of what was seen and by which model. Name and version are part of it, since a model that is trained again
 * on the same data has the same sha256 as the version before.
 */
export function predictionId(vector: FeatureVector, model: ServingModel): string {
  const { serviceId, bucketEnd, revision } = vector;
  const { name, version, sha256 } = model;
  const key = [serviceId, bucketEnd, revision.partition, revision.offset, name, version, sha256];
  return hash('sha256', JSON.stringify(key)).slice(0, 32);
}

export function predictionOf(
  model: ServingModel,
  vector: FeatureVector,
  window: SeenWindow | null,
  cpu: number,
  interval: CpuInterval | null = null,
): PredictionMade {
  return {
    prediction_id: predictionId(vector, model),
    service_id: vector.serviceId,
    cluster_id: vector.clusterId,
    bucket_end: vector.bucketEnd,
    horizon_ms: TARGET_HORIZON_MS,
    prediction: cpu,
    interval,
    provisional: vector.open,
    model_name: model.name,
    model_version: model.version,
    model_sha256: model.sha256,
    definition_hash: vector.definitionHash,
    arrival_seq: vector.revision,
    cluster_window_end: window?.end ?? null,
    cluster_window_version: window?.version ?? null,
  };
}

/** Whether this version of the model made it. */
export const isMadeBy = (made: PredictionMade, { name, version, sha256 }: ServingModel): boolean =>
  made.model_name === name && made.model_version === version && made.model_sha256 === sha256;
