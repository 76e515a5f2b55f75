import { z } from 'zod';
import { ArrivalSeq } from './arrival.ts';
import { EntityId } from './workload.ts';

/** `predictions.made.v1`: mean cpu utilisation of the hour after `bucket_end`, and all that is needed to recompute it. */
export const PredictionMade = z.object({
  prediction_id: z.string().min(1),
  service_id: EntityId,
  cluster_id: EntityId,
  /** End of the newest bucket the features saw, epoch ms. */
  bucket_end: z.int(),
  horizon_ms: z.int().positive(),
  /** Predicted mean cpu_utilization in (bucket_end, bucket_end + horizon], a fraction. */
  prediction: z.number(),
  /** Where the truth should lie, by the errors on the model's validation rows; models of before have none. */
  interval: z
    .object({ coverage: z.number(), lower: z.number(), upper: z.number() })
    .nullable()
    .optional(),
  /** True while the bucket may still change: it is not counted in live error. */
  provisional: z.boolean(),
  model_name: z.string(),
  model_version: z.string(),
  model_sha256: z.string(),
  definition_hash: z.string(),
  arrival_seq: ArrivalSeq,
  cluster_window_end: z.int().nullable(),
  cluster_window_version: z.int().nullable(),
});
export type PredictionMade = z.infer<typeof PredictionMade>;
