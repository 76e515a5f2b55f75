import { z } from 'zod';
import type { Algorithm } from './events/model.ts';

const count = (max: number) => z.int().min(1).max(max).exactOptional();
const share = z.number().gt(0).max(1).exactOptional();
const penalty = z.number().min(0).exactOptional();

/** Of every booster: ours, not the library's. */
const boosting = {
  rounds: count(10_000),
  early_stopping_rounds: count(10_000),
  learning_rate: share,
};

const recurrent = {
  units: count(256),
  /** Width of the dense layer between the joined state and the output. */
  dense: count(256),
  epochs: count(5),
  batch: count(64),
  sequences: count(100_000),
  learning_rate: share,
};

/** Every parameter optional, every other name an error that tells which there are. */
function closed<T extends z.core.$ZodShape>(model: string, shape: T) {
  return z.strictObject(shape, {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys'
        ? `${keys.join(', ')} cannot be set; for ${model} these can: ${Object.keys(shape).join(', ')}`
        : undefined,
  });
}

/**
 * What a training may be told, by model; what is left out takes the preset of services/training. The libraries' own names
 * where a library has the parameter. Python checks its lists again: two of the libraries ignore a misspelt name in silence.
 */
export const TRAINING_PARAMS = {
  xgboost: closed('xgboost', {
    ...boosting,
    max_depth: z.int().min(0).max(64).exactOptional(),
    min_child_weight: penalty,
    subsample: share,
    colsample_bytree: share,
    reg_alpha: penalty,
    reg_lambda: penalty,
    gamma: penalty,
    max_bin: z.int().min(2).max(65_535).exactOptional(),
    grow_policy: z.enum(['depthwise', 'lossguide']).exactOptional(),
    max_leaves: z.int().min(0).max(65_536).exactOptional(),
  }),
  lightgbm: closed('lightgbm', {
    ...boosting,
    num_leaves: z.int().min(2).max(65_536).exactOptional(),
    max_depth: z.int().min(-1).max(64).exactOptional(),
    min_data_in_leaf: z.int().min(0).exactOptional(),
    feature_fraction: share,
    bagging_fraction: share,
    bagging_freq: z.int().min(0).exactOptional(),
    lambda_l1: penalty,
    lambda_l2: penalty,
    max_bin: z.int().min(2).max(65_535).exactOptional(),
    zero_as_missing: z.boolean().exactOptional(),
  }),
  catboost: closed('catboost', {
    ...boosting,
    depth: count(16),
    bootstrap_type: z.enum(['Bernoulli', 'Bayesian', 'MVS', 'No']).exactOptional(),
    subsample: share,
    rsm: share,
    l2_leaf_reg: penalty,
    border_count: count(65_535),
    min_data_in_leaf: count(1_000_000),
    nan_mode: z.enum(['Forbidden', 'Min', 'Max']).exactOptional(),
  }),
  lstm: closed('lstm', recurrent),
  gru: closed('gru', recurrent),
} as const satisfies Record<Algorithm, z.ZodType>;

export type TrainingParams = { readonly [A in Algorithm]: z.infer<(typeof TRAINING_PARAMS)[A]> };
