import { HeadroomError } from '@headroom/contracts';
import { drop, OK, type BatchHandler, type Delivered, type Outcome } from '@headroom/messaging';
import type { FeatureVector } from '@headroom/storage';
import type { ServedModel } from '../domain/served-model.ts';
import { decodeComputed } from './decode-computed.ts';
import { keepPredictions, type CausedPrediction, type KeepPorts } from './keep-predictions.ts';
import { countSkipped } from './metrics.ts';
import { recommendScaling, type RecommendPorts, type RecommendRules } from './recommend-scaling.ts';
import { scoreVectors } from './score-vectors.ts';

export interface PredictStreamOptions extends KeepPorts, RecommendPorts {
  readonly served: ServedModel;
  readonly cadenceMs: number;
  readonly scaling: RecommendRules;
  readonly now: () => number;
}

interface Arrived {
  readonly message: Delivered;
  readonly vector: FeatureVector;
}

/** Feature vectors in, predictions and recommendations out: what is computed before anyone asks. */
export class PredictStream {
  readonly #options: PredictStreamOptions;
  /** Services that the store knows of already. */
  readonly #remembered = new Set<string>();

  constructor(options: PredictStreamOptions) {
    this.#options = options;
  }

  readonly handle: BatchHandler = async (messages) => {
    const { served, cadenceMs } = this.#options;
    if (!served.isSettled) {
      throw new HeadroomError('UNAVAILABLE', 'the models are still being read; vectors wait');
    }
    const outcomes = new Map<Delivered, Outcome>();
    const arrived: Arrived[] = [];
    for (const message of messages) {
      const decoded = decodeComputed(message, cadenceMs);
      if (decoded.vector !== undefined) {
        arrived.push({ message, vector: decoded.vector });
        continue;
      }
      outcomes.set(message, decoded.outcome);
      if (decoded.isStale) countSkipped('STALE_DEFINITION');
    }
    await this.#remember(arrived);
    for (const [message, outcome] of await this.#predict(arrived)) outcomes.set(message, outcome);
    return messages.map((message) => outcomes.get(message) ?? OK);
  };

  /** Before any outcome: a model that comes later finds the newest vector of each of them. */
  async #remember(arrived: readonly Arrived[]): Promise<void> {
    const ids = new Set(arrived.map(({ vector }) => vector.serviceId));
    const unknown = [...ids].filter((id) => !this.#remembered.has(id));
    if (unknown.length === 0) return;
    await this.#options.store.remember(unknown);
    for (const id of unknown) this.#remembered.add(id);
  }

  async #predict(arrived: readonly Arrived[]): Promise<Map<Delivered, Outcome>> {
    const { served, online, now } = this.#options;
    const model = served.current;
    const outcomes = new Map<Delivered, Outcome>();
    if (model === null) {
      for (const { message } of arrived) {
        countSkipped('NO_MODEL');
        outcomes.set(message, drop('NO_MODEL'));
      }
      return outcomes;
    }
    const scored = await scoreVectors(
      model,
      arrived.map(({ vector }) => vector),
      online,
    );
    const made: (CausedPrediction & { readonly vector: FeatureVector })[] = [];
    arrived.forEach(({ message, vector }, i) => {
      const score = scored[i];
      if (score?.made !== undefined) made.push({ made: score.made, cause: message, vector });
      else if (score !== undefined) {
        countSkipped(score.reason);
        outcomes.set(message, drop(score.reason));
      }
    });
    const standing = await keepPredictions(made, this.#options, now());
    await recommendScaling(
      made.map(({ vector, cause, made: ours }, i) => ({
        vector,
        cause,
        made: standing[i]?.made ?? ours,
      })),
      this.#options,
      this.#options.scaling,
    );
    return outcomes;
  }
}
