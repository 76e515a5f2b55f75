import { Algorithm, Snapshot, type TrainedModel } from '@headroom/contracts';
import { z } from 'zod';
import type { Progress } from './trainer.ts';

/** One model to fit. The same job leaves the same files. */
export const TrainingJob = z.object({
  algorithm: Algorithm,
  snapshot: Snapshot,
  seed: z.int(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Key prefix of its files in the object store. */
  folder: z.string(),
});
export type TrainingJob = z.infer<typeof TrainingJob>;

export interface TrainingContext {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** Where such work is done: a child process in the service, this process in a test. */
export interface TrainingRunner {
  run(job: TrainingJob, context: TrainingContext): Promise<TrainedModel>;
}
