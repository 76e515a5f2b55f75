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
});

export type DriftConfig = Config<typeof settings>;
