import { HeadroomError, type PredictionMade } from '@headroom/contracts';
import type { FeatureVector, OnlineGuard, OnlineStore, OnlineValue } from '@headroom/storage';
import { noPrediction } from '../domain/no-prediction.ts';
import { refusalOf, type Refusal } from '../domain/refusal.ts';
import { KeptByGuard } from '../domain/kept-by-guard.ts';
import { decodePrediction, predictionKey } from '../domain/online-predictions.ts';
import { isMadeBy, type ComputedPrediction } from '../domain/prediction.ts';
import type { ServedModel } from '../domain/served-model.ts';
import type { ServingModel } from '../domain/serving-model.ts';
import { layoutOf } from '../domain/vector-layouts.ts';
import { newestVector, vectorKey } from './newest-vectors.ts';
import { scoreVectors } from './score-vectors.ts';

export interface PredictionAnswer extends PredictionMade {
  /** Whether it was computed when its vector came, not for this request. */
  readonly precomputed: boolean;
  /** Wall time, epoch ms. */
  readonly computed_at: number;
  readonly computed_age_ms: number;
  /** From the end of the newest bucket to now, by the machine's clock. */
  readonly event_age_ms: number;
}

export interface AnswerOptions {
  readonly served: ServedModel;
  readonly online: OnlineStore;
  readonly now: () => number;
}

/** Predictions that are kept decoded, of a kilobyte each. */
const MOST_KEPT = 5_000;

/** Answers from Redis: the prediction made when the newest vector came, or one made now of that vector. */
export class AnswerPredictions {
  readonly #options: AnswerOptions;
  readonly #kept = new KeptByGuard<ComputedPrediction>(MOST_KEPT);

  constructor(options: AnswerOptions) {
    this.#options = options;
  }

  /** @throws NO_MODEL, NOT_FOUND, WARMING_UP, NO_LEVEL, UNAVAILABLE */
  async one(serviceId: string): Promise<PredictionAnswer> {
    const [answer] = await this.#answers([serviceId]);
    if (answer instanceof HeadroomError) throw answer;
    if (answer === undefined) throw new HeadroomError('INTERNAL', 'one id has one answer');
    return answer;
  }

  /** In the order of the ids, each with a prediction or why there is none. @throws NO_MODEL, UNAVAILABLE */
  async many(serviceIds: readonly string[]): Promise<(PredictionAnswer | Refusal)[]> {
    const answers = await this.#answers(serviceIds);
    return answers.map((answer, i) =>
      answer instanceof HeadroomError ? refusalOf(serviceIds[i] ?? '', answer) : answer,
    );
  }

  async #answers(serviceIds: readonly string[]): Promise<(PredictionAnswer | HeadroomError)[]> {
    const { served, online } = this.#options;
    const model = served.required();
    const found = await this.#standing(model, serviceIds);
    await this.#lookAtVectors(model, serviceIds, found);
    const toScore = found.flatMap((one) =>
      one !== undefined && 'vector' in one ? [one.vector] : [],
    );
    // Only between a swap and the predictions that follow it.
    const scored = toScore.length === 0 ? [] : await scoreVectors(model, toScore, online);
    const now = this.#options.now();
    let next = 0;
    return found.map((one) => {
      if (one === undefined) return new HeadroomError('INTERNAL', 'one id has one answer');
      if (one instanceof HeadroomError) return one;
      if ('made' in one) return answer(one, true, now);
      const score = scored[next++];
      if (score?.made !== undefined)
        return answer({ made: score.made, computedAt: now }, false, now);
      return noPrediction(one.vector.serviceId, model, score?.reason ?? 'MODEL_INVALID');
    });
  }

  /**
   * The predictions that Redis holds, of those that the model made of the newest vector, of which the guard tells enough: a
   * service's vectors come from one partition.
   */
  async #standing(
    model: ServingModel,
    serviceIds: readonly string[],
  ): Promise<(Found | undefined)[]> {
    const { online } = this.#options;
    const fresh = serviceIds.filter((id) => !this.#kept.has(id));
    const { values, guards } = await online.readWithGuards(
      fresh.map(predictionKey),
      serviceIds.map(vectorKey),
    );
    const read = (ids: readonly string[], found: readonly (OnlineValue | null)[]): void => {
      ids.forEach((id, i) => {
        const made = decoded(found[i] ?? null);
        if (made !== null) this.#kept.keep(id, guardOf(made), made);
      });
    };
    read(fresh, values);
    const stands = (id: string, i: number): ComputedPrediction | undefined => {
      const newest = guards[i];
      const known = newest == null ? undefined : this.#kept.get(id, newest);
      return known !== undefined && canAnswer(known, model) ? known : undefined;
    };
    const found = serviceIds.map(stands);
    const wasRead = new Set(fresh);
    const changed = serviceIds.filter((id, i) => found[i] === undefined && !wasRead.has(id));
    if (changed.length === 0) return found;
    read(changed, await online.read(changed.map(predictionKey)));
    return serviceIds.map(stands);
  }

  /** Of the services whose prediction does not stand. */
  async #lookAtVectors(
    model: ServingModel,
    serviceIds: readonly string[],
    found: (Found | undefined)[],
  ): Promise<void> {
    const missing = serviceIds.flatMap((id, i) => (found[i] === undefined ? [{ id, i }] : []));
    if (missing.length === 0) return;
    const newest = await this.#options.online.read(missing.map(({ id }) => vectorKey(id)));
    missing.forEach(({ id, i }, n) => (found[i] = vectorOf(id, newest[n] ?? null, model)));
  }
}

type Found = ComputedPrediction | { readonly vector: FeatureVector } | HeadroomError;

const decoded = (value: OnlineValue | null): ComputedPrediction | null =>
  value === null ? null : decodePrediction(value.bytes);

const guardOf = ({ made }: ComputedPrediction): OnlineGuard => ({
  bucketEnd: made.bucket_end,
  revision: made.arrival_seq.offset,
});

const canAnswer = ({ made }: ComputedPrediction, model: ServingModel): boolean =>
  layoutOf(made.definition_hash, model.bundle.cadenceMs) !== undefined && isMadeBy(made, model);

function vectorOf(
  serviceId: string,
  newest: OnlineValue | null,
  { bundle }: ServingModel,
): { readonly vector: FeatureVector } | HeadroomError {
  try {
    return { vector: newestVector(serviceId, newest?.bytes ?? null, bundle.cadenceMs) };
  } catch (error) {
    if (error instanceof HeadroomError) return error;
    throw error;
  }
}

const answer = (
  { made, computedAt }: ComputedPrediction,
  precomputed: boolean,
  now: number,
): PredictionAnswer => ({
  ...made,
  precomputed,
  computed_at: computedAt,
  computed_age_ms: Math.max(0, now - computedAt),
  event_age_ms: now - made.bucket_end,
});
