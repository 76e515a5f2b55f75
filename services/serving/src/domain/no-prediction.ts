import { HeadroomError } from '@headroom/contracts';
import type { NoPrediction, ServingModel } from './serving-model.ts';

const WHY: Readonly<Record<NoPrediction, string>> = {
  NO_LEVEL: 'has no cpu_utilization in the last hour. Send it.',
  WARMING_UP:
    'has too few buckets with cpu_utilization in the last day for a scale. Wait for more.',
  MODEL_INVALID: 'has features from which the model computes no number. Serve another version.',
};

export const noPrediction = (
  serviceId: string,
  { name, version }: ServingModel,
  reason: NoPrediction,
): HeadroomError =>
  new HeadroomError(reason, `service_id ${JSON.stringify(serviceId)} ${WHY[reason]}`, {
    details: { model: name, version },
  });
