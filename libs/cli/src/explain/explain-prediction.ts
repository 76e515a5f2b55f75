import { ExplainedPrediction, KeptPrediction, PastVector } from '@headroom/contracts';
import type { Service } from '../service.ts';

/**
 * Serving tells what a prediction was made from, the feature store computes that anew, serving predicts anew and compares.
 * @throws CommandError in the words of the service that refuses
 */
export async function explainPrediction(
  { serving, features }: { readonly serving: Service; readonly features: Service },
  id: string,
  top: number,
): Promise<ExplainedPrediction> {
  const kept = `/api/v1/kept-predictions/${encodeURIComponent(id)}`;
  const { prediction } = await serving.call('GET', kept, KeptPrediction);
  const { cluster_window_end: end, cluster_window_version: version } = prediction;
  const place = new URLSearchParams({
    bucket_end: String(prediction.bucket_end),
    partition: String(prediction.arrival_seq.partition),
    offset: String(prediction.arrival_seq.offset),
    ...(end !== null &&
      version !== null && { window_end: String(end), window_version: String(version) }),
  });
  const service = encodeURIComponent(prediction.service_id);
  const past = await features.call(
    'GET',
    `/api/v1/features/${service}/past?${place.toString()}`,
    PastVector,
  );
  return serving.call('POST', `${kept}/explanation?top=${top}`, ExplainedPrediction, past);
}
