import { TOPICS, type PredictionMade, type Topic } from '@headroom/contracts';
import type { Delivered, EventToSend, Publisher } from '@headroom/messaging';
import type { OnlineStore } from '@headroom/storage';
import { newestOfEach, onlineEntry } from '../domain/online-predictions.ts';
import type { ComputedPrediction } from '../domain/prediction.ts';
import type { PredictionStore } from '../domain/prediction-store.ts';
import { countPredictions } from './metrics.ts';

export interface KeepPorts {
  readonly store: PredictionStore;
  readonly online: OnlineStore;
  readonly publisher: Publisher;
}

export interface CausedPrediction {
  readonly made: PredictionMade;
  /** The message that the prediction follows from. */
  readonly cause: Delivered;
}

/**
 * Order of effects: 1. Postgres, where the first prediction of an id stands (a cluster window may have changed since),
 * 2. the newest of each service into Redis, guarded by (bucket end, revision), 3. the events; the caller commits. What
 * is written online and published is what stands in Postgres, so a repetition says the same as the first time. Answers
 * what stands, in the order of those given.
 */
export async function keepPredictions(
  predictions: readonly CausedPrediction[],
  { store, online, publisher }: KeepPorts,
  now: number,
): Promise<readonly ComputedPrediction[]> {
  if (predictions.length === 0) return [];
  const standing = await store.save(predictions.map(({ made }) => ({ made, computedAt: now })));
  await online.write(newestOfEach(standing).map(onlineEntry));
  await publisher.publish(
    standing.flatMap(({ made }, i) => {
      const cause = predictions[i]?.cause;
      return cause === undefined ? [] : [predictionEvent(TOPICS.predictionsMade, made, cause)];
    }),
  );
  countPredictions(predictions.length);
  return standing;
}

export const predictionEvent = (
  topic: Topic<typeof PredictionMade>,
  made: PredictionMade,
  cause: Delivered,
): EventToSend => ({
  topic,
  id: made.prediction_id,
  source: 'headroom/serving',
  key: made.service_id,
  subject: made.service_id,
  time: new Date(made.bucket_end).toISOString(),
  cause,
  data: made,
});
