import { z } from 'zod';
import { ObjectRef } from './object.ts';

export const ALGORITHMS = ['xgboost', 'lightgbm', 'catboost', 'lstm', 'gru'] as const;
export const Algorithm = z.enum(ALGORITHMS);
export type Algorithm = (typeof ALGORITHMS)[number];

/**
 * `models.events.v1`, key = registered model name: what the registry has committed of versions that can be served.
 * Drift follows its aliases; `bundle` is the claim check of the model bundle to load.
 */
export const ModelEvent = z.object({
  kind: z.enum(['version_created', 'alias_set', 'alias_deleted']),
  name: z.string().min(1),
  version: z.string().min(1),
  alias: z.string().nullable(),
  algorithm: Algorithm,
  bundle: ObjectRef,
  run_id: z.string().nullable(),
  reason: z.string().nullable(),
  /** MAE over that of persistence on the test rows of its run, where one was logged. */
  test_relative_mae: z.number().optional(),
});
export type ModelEvent = z.infer<typeof ModelEvent>;
