import { z } from 'zod';
import { PredictionMade } from './events/prediction.ts';

/** A prediction of the past as serving keeps it. */
export const KeptPrediction = z.object({
  prediction: PredictionMade,
  /** Wall time, epoch ms. */
  computed_at: z.int(),
  /** Whether a challenger made it, for comparison alone. */
  shadow: z.boolean(),
  /** sha256 of what was predicted, from what and by which model. */
  hash: z.string(),
});
export type KeptPrediction = z.infer<typeof KeptPrediction>;

/** Why a prediction is what it is, in cpu: base, contributions and other add up to it. */
export const Contributions = z.object({
  base: z.number(),
  /** The greatest first. */
  contributions: z.array(
    z.object({
      feature: z.string(),
      /** Null where it is missing. */
      value: z.number().nullable(),
      contribution: z.number(),
    }),
  ),
  /** Sum of the contributions that are not listed. */
  other: z.number(),
});
export type Contributions = z.infer<typeof Contributions>;

/** A prediction of the past beside what the same model says of the same inputs today. */
export const ExplainedPrediction = KeptPrediction.extend({
  recomputed: z.object({
    prediction: z.number(),
    interval: PredictionMade.shape.interval,
    hash: z.string(),
  }),
  /** Whether the hashes are. */
  equal: z.boolean(),
  inputs: z.object({
    /** How many records the features were made of. */
    records: z.int(),
    /** From the newest of them to the bucket's end. */
    newest_event_age_ms: z.int(),
    /** From the end of the cluster's window to the bucket's end; null where none was seen. */
    cluster_window_age_ms: z.int().nullable(),
    /** From the bucket's end to when the prediction was made, by the machine's clock. */
    computed_after_ms: z.int(),
  }),
  /** Null for a recurrent model, which has no Shapley values. */
  explanation: Contributions.nullable(),
});
export type ExplainedPrediction = z.infer<typeof ExplainedPrediction>;
