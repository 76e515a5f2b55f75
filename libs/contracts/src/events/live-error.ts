import { z } from 'zod';
import { EntityId } from './workload.ts';

/**
 * `models.live-error.v1`, key = registered model name: what became of a model's predictions, told when the judgement
 * changes. Over the last hours of event time of each service, closed buckets alone.
 */
export const LiveError = z.object({
  model_name: z.string().min(1),
  model_version: z.string().min(1),
  /** The alias it carries: a challenger's predictions are made in shadow. */
  alias: z.enum(['champion', 'challenger']),
  /** Null: all services together. */
  service_id: EntityId.nullable(),
  /** `breached`: relative_mae is over the bound, with confidence. `too_few`: nothing can be said yet, or any more. */
  state: z.enum(['too_few', 'within', 'breached']),
  /** End of the newest outcome that was judged, epoch ms of event time. */
  as_of: z.int(),
  window_ms: z.int().positive(),
  rows: z.int().min(0),
  /** In units of cpu utilisation, a fraction. Null without rows. */
  mae: z.number().nullable(),
  /** MAE over that of persistence on the same rows. Null without rows, or where persistence is never wrong. */
  relative_mae: z.number().nullable(),
  bound: z.number().positive(),
  /** Share of the resamples over the bound; null where there are too few rows. */
  confidence: z.number().min(0).max(1).nullable(),
});
export type LiveError = z.infer<typeof LiveError>;
