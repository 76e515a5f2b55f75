import type { Observation } from '../domain/observation.ts';
import { T0 } from './vectors.ts';

const HOUR_MS = 3_600_000;

/** A revision of bucket `hour` of svc-1. */
export const observation = (
  hour: number,
  offset: number,
  load: Observation['load'] = { instances: 4, cpu: 0.5, predictedCpu: 0.6 },
): Observation => ({
  bucketEnd: T0 + hour * HOUR_MS,
  arrival: { partition: 0, offset },
  load,
  prediction: {
    service_id: 'svc-1',
    cluster_id: 'cluster-1',
    horizon_ms: HOUR_MS,
    prediction_id: `p-${offset}`,
    model_name: 'm',
    model_version: '1',
  },
});
