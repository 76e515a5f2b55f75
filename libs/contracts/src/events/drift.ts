import { z } from 'zod';
import { ObjectRef } from './object.ts';
import { Champion } from './tasks.ts';

/** `drift.detected.v1`, key = DAG id: columns of a run whose distribution has moved. The report holds every test. */
export const DriftDetected = z.object({
  dag_id: z.string().min(1),
  run_id: z.string().min(1),
  /** Event "now" of the data that were compared, epoch ms. */
  as_of: z.int(),
  /** Whose predictions were tested: the best model of the run. */
  champion: Champion,
  report: ObjectRef,
  /** Columns that were tested. */
  tested: z.int().min(1),
  drifted: z
    .array(
      z.object({
        column: z.string(),
        /** The test with the greatest effect among those that found the drift, e.g. `ks`. */
        test: z.string(),
        /** Effect size, 0…1: the KS statistic, or Cramér's V. */
        effect: z.number(),
        /** p-value, corrected for the number of tests. */
        p_corrected: z.number(),
      }),
    )
    .min(1),
  /** Id of the trigger that asks for a retraining; null where that is switched off. */
  retraining: z.string().nullable(),
});
export type DriftDetected = z.infer<typeof DriftDetected>;
