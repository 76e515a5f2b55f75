import { z } from 'zod';
import { Algorithm } from './model.ts';
import { ObjectRef } from './object.ts';

/** A version that Headroom can serve. */
export const ServedVersion = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  algorithm: Algorithm,
  /** Null where a client registered it without a run. */
  run_id: z.string().nullable(),
  bundle: ObjectRef,
});
export type ServedVersion = z.infer<typeof ServedVersion>;

/** What a challenger must fulfil to become champion. Errors are compared on the test rows of the run's snapshot. */
export const GateLimits = z.object({
  /** Its MAE must be under (1 − margin) × the champion's … */
  margin: z.number().min(0).max(0.5).default(0.01),
  /** … in this share of the resamples: one-sided. */
  confidence: z.number().min(0.5).max(0.999).default(0.95),
  /** No service's MAE may be over this multiple of the champion's … */
  service_ratio: z.number().min(1).default(1.2),
  /** … with a p-value under this. */
  service_p: z.number().gt(0).max(0.5).default(0.05),
  /** Median time to score a row, in microseconds. */
  latency_us: z.number().positive().default(2_000),
  /** Size of bundle and model file. */
  bytes: z
    .int()
    .positive()
    .default(64 * 2 ** 20),
});
export type GateLimits = z.infer<typeof GateLimits>;

export const Gate = z.object({
  gate: z.enum(['signature', 'size', 'latency', 'better', 'services']),
  /** `skipped`: there is no champion to compare with, or it cannot be scored on today's features. */
  status: z.enum(['passed', 'failed', 'skipped']),
  message: z.string().min(1),
  observed: z.number().nullable(),
  threshold: z.number().nullable(),
});
export type Gate = z.infer<typeof Gate>;

export const GateReport = z.object({
  passed: z.boolean(),
  gates: z.array(Gate).min(1),
  /** Test rows on which both were scored; 0 where nothing was compared. */
  rows: z.int().min(0),
  challenger_mae: z.number().nullable(),
  champion_mae: z.number().nullable(),
});
export type GateReport = z.infer<typeof GateReport>;
