import { z } from 'zod';
import { Algorithm } from './model.ts';
import { ObjectRef } from './object.ts';

/**
 * `models.events.v2`, key = registered model name: every change of the registry's models, whoever made it, also of models
 * that Headroom does not serve. Serving follows the versions that have a
 * `bundle`: the claim check of what to load. What drift needs is told by `models.events.v1` as well.
 */
export const ModelChange = z.object({
  kind: z.enum([
    'model_created',
    'model_updated',
    'model_renamed',
    'model_deleted',
    'version_created',
    'version_updated',
    'version_deleted',
    'stage_changed',
    'alias_set',
    'alias_deleted',
    'tag_set',
    'tag_deleted',
  ]),
  name: z.string().min(1),
  /** Null where the change is the model's own. */
  version: z.string().nullable(),
  /** Epoch ms. */
  at: z.int(),
  /** Who asked for it: a user, a client, or `pipeline`. */
  by: z.string(),
  reason: z.string().nullable(),
  alias: z.string().optional(),
  stage: z.string().optional(),
  new_name: z.string().optional(),
  tag: z.string().optional(),
  run_id: z.string().optional(),
  source: z.string().optional(),
  /** Where the version is a model that Headroom serves. */
  algorithm: Algorithm.optional(),
  bundle: ObjectRef.optional(),
});
export type ModelChange = z.infer<typeof ModelChange>;
