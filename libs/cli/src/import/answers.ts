import { Dataset, QualityCheck } from '@headroom/contracts';
import { z } from 'zod';

/** What ingestion says of files that it has read. */
export const Staged = z.object({
  import_id: z.string(),
  dataset: Dataset,
  used: z.array(
    z.object({
      file: z.string(),
      rows: z.int(),
      services: z.int(),
      metrics: z.array(z.string()),
    }),
  ),
  left_out: z.array(z.object({ file: z.string(), reason: z.string() })),
  declared: z.array(z.string()),
  replaced: z.int(),
  published: z.boolean(),
});

/** Validation's verdict. */
export const Verdict = z.object({ passed: z.boolean(), checks: z.array(QualityCheck) });

export const Published = z.object({ dataset: Dataset });
export const Discarded = z.object({ discarded: z.boolean() });
