import { TOPICS } from '@headroom/contracts';
import { drop, OK, type BatchHandler, type Delivered, type Outcome } from '@headroom/messaging';
import type { Publisher } from '@headroom/messaging';
import type { FeatureVector, OnlineStore } from '@headroom/storage';
import type { PredictionStore } from '../../domain/prediction-store.ts';
import type { ServedModel } from '../../domain/served-model.ts';
import { decodeComputed } from '../decode-computed.ts';
import { predictionEvent, type CausedPrediction } from '../keep-predictions.ts';
import { countShadows } from '../metrics.ts';
import { scoreVectors } from '../score-vectors.ts';

export interface ShadowStreamOptions {
  /** The model that serves. */
  readonly served: ServedModel;
  readonly challenger: ServedModel;
  /** The clusters' windows. */
  readonly online: OnlineStore;
  readonly store: Pick<PredictionStore, 'save'>;
  readonly publisher: Publisher;
  readonly cadenceMs: number;
  readonly now: () => number;
}

/**
 * What the challenger would have said of each vector: kept and told on a topic of its own, so that nobody takes it for an
 * answer. What cannot be read or scored is passed over: the champion's stream tells of it.
 */
export class ShadowStream {
  readonly #options: ShadowStreamOptions;
  #since = -Infinity;

  constructor(options: ShadowStreamOptions) {
    this.#options = options;
  }

  /** @param ingestedAt since when there is the challenger: what came before is passed over, unread */
  startFrom(ingestedAt: number): void {
    this.#since = ingestedAt;
  }

  readonly handle: BatchHandler = async (messages) => {
    const { served, challenger, online, cadenceMs } = this.#options;
    const model = challenger.current;
    const champion = served.current;
    // Promoted by hand, it carries both aliases: its predictions are made already.
    const isChampion = model?.name === champion?.name && model?.version === champion?.version;
    if (model === null || isChampion) return messages.map(() => drop('NO_CHALLENGER'));
    const arrived: { readonly message: Delivered; readonly vector: FeatureVector }[] = [];
    for (const message of messages.filter(({ ingestedAt }) => ingestedAt >= this.#since)) {
      const { vector } = decodeComputed(message, cadenceMs);
      if (vector !== undefined) arrived.push({ message, vector });
    }
    const vectors = arrived.map(({ vector }) => vector);
    const scored = await scoreVectors(model, vectors, online);
    await this.#keep(
      arrived.flatMap(({ message }, i) => {
        const made = scored[i]?.made;
        return made === undefined ? [] : [{ made, cause: message }];
      }),
    );
    return messages.map((): Outcome => OK);
  };

  /** Order of effects: Postgres, where the first prediction of an id stands, then the events; the caller commits. */
  async #keep(predictions: readonly CausedPrediction[]): Promise<void> {
    if (predictions.length === 0) return;
    const { store, publisher, now } = this.#options;
    const computedAt = now();
    const standing = await store.save(predictions.map(({ made }) => ({ made, computedAt })));
    await publisher.publish(
      standing.flatMap(({ made }, i) => {
        const cause = predictions[i]?.cause;
        return cause === undefined ? [] : [predictionEvent(TOPICS.predictionsShadow, made, cause)];
      }),
    );
    countShadows(predictions.length);
  }
}
