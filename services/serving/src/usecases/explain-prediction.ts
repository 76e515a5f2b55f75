import {
  HeadroomError,
  type ExplainedPrediction,
  type KeptPrediction,
  type PastVector,
  type PredictionMade,
} from '@headroom/contracts';
import { definitionHash, VECTOR_LENGTH } from '@headroom/feature-engine';
import type { FeatureVector } from '@headroom/storage';
import { seenWindow, type SeenWindow } from '../domain/cluster-view.ts';
import { topContributions } from '../domain/contributions.ts';
import { noPrediction } from '../domain/no-prediction.ts';
import { predictionOf } from '../domain/prediction.ts';
import { predictionHash } from '../domain/prediction-hash.ts';
import type { PredictionStore } from '../domain/prediction-store.ts';
import type { ServingModel } from '../domain/serving-model.ts';
import { layoutOf } from '../domain/vector-layouts.ts';
import type { OpenModel } from './open-model.ts';

export interface ExplainPredictionOptions {
  readonly store: Pick<PredictionStore, 'find'>;
  /** Of what challengers said. */
  readonly shadow: Pick<PredictionStore, 'find'>;
  readonly models: Pick<OpenModel, 'openPast'>;
  readonly cadenceMs: number;
}

/** Invariant 9: a prediction names all that it was made from, so it can be made again and compared. */
export class ExplainPrediction {
  readonly #options: ExplainPredictionOptions;

  constructor(options: ExplainPredictionOptions) {
    this.#options = options;
  }

  /** @throws NOT_FOUND, UNAVAILABLE */
  async find(id: string): Promise<KeptPrediction> {
    const { store, shadow } = this.#options;
    const served = await store.find(id);
    const kept = served ?? (await shadow.find(id));
    if (kept === null) {
      throw new HeadroomError(
        'NOT_FOUND',
        `prediction_id ${JSON.stringify(id)} is of no prediction that was kept; take one from predictions.made.v1, or from /api/v1/predictions/{service_id} where precomputed is true`,
      );
    }
    const { made, computedAt } = kept;
    return {
      prediction: made,
      computed_at: computedAt,
      shadow: served === null,
      hash: predictionHash(made),
    };
  }

  /**
   * Predicts anew with the version that made it.
   * @param past its inputs, as the feature store computes them anew
   * @param top how many contributions are listed, the greatest first
   * @throws NOT_FOUND, CONFLICT for a model or definitions that are no longer what they were, INVALID_REQUEST for the
   * inputs of another prediction, MODEL_INVALID, UNAVAILABLE
   */
  async explain(id: string, past: PastVector, top: number): Promise<ExplainedPrediction> {
    const kept = await this.find(id);
    const { prediction: made, computed_at: computedAt } = kept;
    checkDefinitions(made, past, this.#options.cadenceMs);
    const vector = vectorOf(made, past);
    const window = windowOf(made, past);
    const model = await this.#modelOf(made);
    const score = model.score(vector, window);
    if (score.reason !== undefined) throw noPrediction(made.service_id, model, score.reason);
    const hash = predictionHash(predictionOf(model, vector, window, score.cpu, score.interval));
    const explanation = model.explain(vector, window);
    return {
      ...kept,
      recomputed: { prediction: score.cpu, interval: score.interval, hash },
      equal: hash === kept.hash,
      inputs: {
        records: past.records,
        newest_event_age_ms: made.bucket_end - past.newest_event,
        cluster_window_age_ms: window && made.bucket_end - window.end,
        computed_after_ms: computedAt - made.bucket_end,
      },
      explanation: explanation && topContributions(explanation, top),
    };
  }

  async #modelOf(made: PredictionMade): Promise<ServingModel> {
    const model = await this.#options.models.openPast(made.model_name, made.model_version);
    if (model.sha256 === made.model_sha256) return model;
    throw new HeadroomError(
      'CONFLICT',
      `${made.model_name} version ${made.model_version} made it with the file ${made.model_sha256}, it now has ${model.sha256}; bring that file back to compare`,
    );
  }
}

/** The feature store computes all views anew; made from some of them, a prediction names these. */
function checkDefinitions(made: PredictionMade, past: PastVector, cadenceMs: number): void {
  const ours = definitionHash(cadenceMs);
  const isOurs = layoutOf(made.definition_hash, cadenceMs) !== undefined;
  for (const [who, hash, isSame] of [
    ['this release of serving computes', ours, isOurs],
    ['the feature store computes', past.definition_hash, past.definition_hash === ours],
  ] as const) {
    if (isSame) continue;
    throw new HeadroomError(
      'CONFLICT',
      `definition_hash: it was made on feature definitions ${made.definition_hash}, ${who} ${hash}; ask the release that made it`,
    );
  }
}

function vectorOf(made: PredictionMade, past: PastVector): FeatureVector {
  const { partition, offset } = past.arrival_seq;
  const named = made.arrival_seq;
  if (
    past.service_id !== made.service_id ||
    past.cluster_id !== made.cluster_id ||
    past.bucket_end !== made.bucket_end ||
    partition !== named.partition ||
    offset !== named.offset
  ) {
    throw otherInputs(
      `it was made from ${made.service_id} of cluster ${made.cluster_id} at ${made.bucket_end}, place ${named.partition}/${named.offset}, these are of ${past.service_id} of cluster ${past.cluster_id} at ${past.bucket_end}, place ${partition}/${offset}`,
    );
  }
  if (past.values.length !== VECTOR_LENGTH) {
    throw otherInputs(`values: ${past.values.length}, the definitions have ${VECTOR_LENGTH}`);
  }
  return {
    definitionHash: made.definition_hash,
    serviceId: past.service_id,
    clusterId: past.cluster_id,
    bucketEnd: past.bucket_end,
    revision: past.arrival_seq,
    open: made.provisional,
    values: Float64Array.from(past.values, (value) => value ?? NaN),
  };
}

function windowOf(made: PredictionMade, { cluster_window: window }: PastVector): SeenWindow | null {
  const { cluster_window_end: end, cluster_window_version: version } = made;
  if ((window?.end ?? null) !== end || (window?.version ?? null) !== version) {
    throw otherInputs(
      `cluster_window: it saw version ${version} of the window that ended at ${end}, this is version ${window?.version ?? null} of ${window?.end ?? null}`,
    );
  }
  return window && seenWindow(window);
}

const otherInputs = (message: string): HeadroomError =>
  new HeadroomError(
    'INVALID_REQUEST',
    `${message}; read them from the feature store's /api/v1/features/{service_id}/past`,
  );
