import { HeadroomError, type RecommendationMade } from '@headroom/contracts';
import type { OnlineStore, OnlineValue } from '@headroom/storage';
import { decodeRecommendation, recommendationKey } from '../domain/online-recommendations.ts';
import { refusalOf, type Refusal } from '../domain/refusal.ts';

export interface RecommendationAnswer {
  readonly service_id: string;
  /** To act on: of the newest closed bucket. */
  readonly final: RecommendationMade | null;
  /** To look at: of a bucket after that, which may still change. */
  readonly provisional: RecommendationMade | null;
}

/** Reads recommendations as they were made when their vectors came. */
export class AnswerRecommendations {
  readonly #online: OnlineStore;

  constructor(online: OnlineStore) {
    this.#online = online;
  }

  /** @throws NOT_FOUND, UNAVAILABLE */
  async one(serviceId: string): Promise<RecommendationAnswer> {
    const [answer] = await this.#answers([serviceId]);
    if (answer instanceof HeadroomError) throw answer;
    if (answer === undefined) throw new HeadroomError('INTERNAL', 'one id has one answer');
    return answer;
  }

  /** In the order of the ids. @throws UNAVAILABLE */
  async many(serviceIds: readonly string[]): Promise<(RecommendationAnswer | Refusal)[]> {
    const answers = await this.#answers(serviceIds);
    return answers.map((answer, i) =>
      answer instanceof HeadroomError ? refusalOf(serviceIds[i] ?? '', answer) : answer,
    );
  }

  async #answers(serviceIds: readonly string[]): Promise<(RecommendationAnswer | HeadroomError)[]> {
    const values = await this.#online.read(
      serviceIds.flatMap((id) => [
        recommendationKey(id, 'final'),
        recommendationKey(id, 'provisional'),
      ]),
    );
    return serviceIds.map((id, i) => answerOf(id, values[2 * i], values[2 * i + 1]));
  }
}

function answerOf(
  serviceId: string,
  finalValue: OnlineValue | null | undefined,
  provisionalValue: OnlineValue | null | undefined,
): RecommendationAnswer | HeadroomError {
  const final = decoded(finalValue);
  const newest = decoded(provisionalValue);
  // Its bucket may have been closed since.
  const provisional =
    newest !== null && (final === null || final.bucket_end < newest.bucket_end) ? newest : null;
  if (final === null && provisional === null)
    return new HeadroomError(
      'NOT_FOUND',
      `service_id ${JSON.stringify(serviceId)} has no recommendation: it needs a prediction first. Send its metrics, instance_count among them.`,
    );
  return { service_id: serviceId, final, provisional };
}

const decoded = (value: OnlineValue | null | undefined): RecommendationMade | null =>
  value === null || value === undefined ? null : decodeRecommendation(value.bytes);
