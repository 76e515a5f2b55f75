import type { Config } from '@headroom/service-kit';
import { z } from 'zod';
import { CORRECTIONS } from './domain/drift-report.ts';

export const settings = z.object({
  HEADROOM_DRIFT_ALPHA: z.coerce
    .number()
    .gt(0)
    .lt(1)
    .default(0.05)
    .describe('a number between 0 and 1: the corrected p-value under which a test is significant'),
  HEADROOM_DRIFT_MIN_EFFECT: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe("a number from 0 to 1: the least KS statistic or Cramér's V that counts as drift"),
  HEADROOM_DRIFT_CORRECTION: z
    .enum(CORRECTIONS)
    .default('benjamini-hochberg')
    .describe(CORRECTIONS.join(' or ')),
  HEADROOM_DRIFT_RETRAIN: z
    .stringbool()
    .default(false)
    .describe('true, so that drift asks for a run of the pipeline, or false'),
  HEADROOM_LIVE_ERROR_WINDOW_HOURS: z.coerce
    .number()
    .int()
    .min(6)
    .max(24 * 30)
    .default(24)
    .describe('whole hours of event time, 6 to 720, over which live error is judged'),
  HEADROOM_LIVE_ERROR_MIN_ROWS: z.coerce
    .number()
    .int()
    .min(6)
    .default(24)
    .describe('the least number of outcomes, 6 or more, before a model is judged'),
  HEADROOM_LIVE_ERROR_FACTOR: z.coerce
    .number()
    .min(1)
    .default(1.5)
    .describe('1 or more: live relative MAE may be this multiple of that on the test rows'),
  HEADROOM_LIVE_ERROR_CONFIDENCE: z.coerce
    .number()
    .min(0.5)
    .max(0.999)
    .default(0.95)
    .describe('from 0.5 to 0.999: how sure it must be that the bound is broken'),
});

export type DriftConfig = Config<typeof settings>;
