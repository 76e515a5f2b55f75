import { PredictionMade } from '@headroom/contracts';
import type { OnlineEntry, OnlineKey } from '@headroom/storage';
import { z } from 'zod';
import type { ComputedPrediction } from './prediction.ts';

/** Online view of serving alone: the prediction from a service's newest bucket. */
const VIEW = 'prediction';

const Online = z.object({ made: PredictionMade, computedAt: z.number() });

export const predictionKey = (serviceId: string): OnlineKey => ({ view: VIEW, entity: serviceId });

export const onlineEntry = (prediction: ComputedPrediction): OnlineEntry => ({
  ...predictionKey(prediction.made.service_id),
  bucketEnd: prediction.made.bucket_end,
  revision: prediction.made.arrival_seq.offset,
  bytes: Buffer.from(JSON.stringify(prediction)),
});

/** Null for what a release before wrote otherwise: it is then computed anew. */
export function decodePrediction(bytes: Uint8Array): ComputedPrediction | null {
  const json: unknown = JSON.parse(Buffer.from(bytes).toString());
  return Online.safeParse(json).data ?? null;
}

/** Of each service's predictions, in any order, that of the newest revision of its newest bucket. */
export function newestOfEach(predictions: readonly ComputedPrediction[]): ComputedPrediction[] {
  const newest = new Map<string, ComputedPrediction>();
  for (const prediction of predictions) {
    const known = newest.get(prediction.made.service_id);
    if (known === undefined || !isOlder(prediction, known)) {
      newest.set(prediction.made.service_id, prediction);
    }
  }
  return [...newest.values()];
}

const isOlder = ({ made: a }: ComputedPrediction, { made: b }: ComputedPrediction): boolean =>
  a.bucket_end < b.bucket_end ||
  (a.bucket_end === b.bucket_end && a.arrival_seq.offset < b.arrival_seq.offset);
