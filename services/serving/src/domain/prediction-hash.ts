import { createHash } from 'node:crypto';
import type { PredictionMade } from '@headroom/contracts';

/** Of all that a prediction says and was made from; two with the same hash are the same to the last bit. */
export function predictionHash(made: PredictionMade): string {
  const { interval, arrival_seq: place } = made;
  const content = [
    made.prediction_id,
    made.service_id,
    made.cluster_id,
    made.bucket_end,
    made.horizon_ms,
    made.prediction,
    interval == null ? null : [interval.coverage, interval.lower, interval.upper],
    made.model_name,
    made.model_version,
    made.model_sha256,
    made.definition_hash,
    [place.partition, place.offset],
    [made.cluster_window_end, made.cluster_window_version],
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
