import { HeadroomError } from '@headroom/contracts';
import type { NoVectorPrediction, ServingModel } from './serving-model.ts';

const WHY: Readonly<Record<NoVectorPrediction, string>> = {
  NO_LEVEL: 'has no cpu_utilization in the last hour. Send it.',
  WARMING_UP:
    'has too few buckets with cpu_utilization in the last day for a scale. Wait for more.',
  VIEWS_MISSING:
    'has features of fewer views than the model reads. Add them to HEADROOM_FEATURES_ONLINE_VIEWS.',
  MODEL_INVALID: 'has features from which the model computes no number. Serve another version.',
};

export const noPrediction = (
  serviceId: string,
  { name, version }: ServingModel,
  reason: NoVectorPrediction,
): HeadroomError =>
  new HeadroomError(
    reason === 'VIEWS_MISSING' ? 'UNAVAILABLE' : reason,
    `service_id ${JSON.stringify(serviceId)} ${WHY[reason]}`,
    {
      details: { model: name, version },
    },
  );
