import { z } from 'zod';
import { ArrivalSeq } from './arrival.ts';
import { EntityId } from './workload.ts';

/** `recommendations.made.v1`: instances that a service should have in the hour after `bucket_end`, and why. */
export const RecommendationMade = z.object({
  recommendation_id: z.string().min(1),
  service_id: EntityId,
  cluster_id: EntityId,
  /** End of the bucket that was decided on, epoch ms. */
  bucket_end: z.int(),
  /** The revision of that bucket that was decided on. */
  arrival_seq: ArrivalSeq,
  horizon_ms: z.int().positive(),
  /** True while the bucket may still change: for the eye, not to be acted upon. One that is not comes once the bucket is closed. */
  provisional: z.boolean(),
  action: z.enum(['scale_up', 'scale_down', 'none']),
  /**
   * FORECAST: instances pay for the violations that they avoid; FLOOR: present demand alone needs more; REACTIVE: forecasts of
   * this service are not trusted now, present load is brought to a target; HYSTERESIS, COOL_DOWN: fewer would do, but not
   * yet; NO_INSTANCES: nobody reports `instance_count`.
   */
  reason: z.enum(['FORECAST', 'FLOOR', 'REACTIVE', 'HYSTERESIS', 'COOL_DOWN', 'NO_INSTANCES']),
  /** Null with NO_INSTANCES, both. */
  current_instances: z.number().nullable(),
  instances: z.number().nullable(),
  target_utilization: z.number(),
  /** Demand, cpu × instances: of the bucket, and the median of what the hour's busiest bucket is expected to need. */
  demand: z.number().nullable(),
  expected_demand: z.number().nullable(),
  /** Chance of a bucket above the target with `instances`; null where no forecast decided. */
  risk: z.number().nullable(),
  prediction_id: z.string(),
  model_name: z.string(),
  model_version: z.string(),
});
export type RecommendationMade = z.infer<typeof RecommendationMade>;
