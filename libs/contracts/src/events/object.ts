import { z } from 'zod';

/** Claim check: a file in the object store. Large data never rides in an event. */
export const ObjectRef = z.object({
  /** Key in the object store, e.g. `data/raw/workload_42.parquet`. */
  uri: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(0),
  rows: z.int().min(0).optional(),
});
export type ObjectRef = z.infer<typeof ObjectRef>;
