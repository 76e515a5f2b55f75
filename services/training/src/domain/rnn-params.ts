import { HeadroomError } from '@headroom/contracts';
import { z } from 'zod';
import type { Params } from './trainer.ts';

const RnnParams = z.strictObject({
  units: z.int().min(1).max(256).default(32),
  /** Width of the dense layer between the joined state and the output. */
  dense: z.int().min(1).max(256).default(32),
  epochs: z.int().min(1).max(5).default(5),
  batch: z.int().min(1).max(64).default(64),
  sequences: z.int().min(1).max(100_000).default(4_000),
  learning_rate: z.number().positive().max(1).default(0.005),
});
export type RnnParams = z.infer<typeof RnnParams>;

/** @throws HeadroomError INVALID_REQUEST */
export function rnnParams(given: Params): RnnParams {
  const parsed = RnnParams.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new HeadroomError('INVALID_REQUEST', `params: ${z.prettifyError(parsed.error)}`);
}
