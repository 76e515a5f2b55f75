import { z } from 'zod';

/** What the plain scripts are told: a snapshot, how it is split, and what the model is to be. */
export const PlainJob = z.object({
  algorithm: z.enum(['xgboost', 'lightgbm', 'catboost', 'lstm', 'gru']),
  columns: z.array(z.string()),
  snapshot: z.string(),
  /** File of what boosters learn from beside the snapshot's columns: raw float64, one column after the other. */
  extra: z.string(),
  extra_columns: z.array(z.string()),
  /** By service, epoch ms: rows after the first validate, rows after the second test. */
  cuts: z.record(z.string(), z.tuple([z.number(), z.number()])),
  rounds: z.number(),
  early_stopping_rounds: z.number(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  seed: z.number(),
  threads: z.number(),
  /** Rows of which SHAP values are taken. */
  explained: z.number(),
  /** Folder for model, predictions and errors. */
  out: z.string(),
});
export type PlainJob = z.infer<typeof PlainJob>;
