import { Algorithm, Snapshot, type TrainedModel } from '@headroom/contracts';
import { z } from 'zod';

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

/** Where such work is done: a child process in the service, this process in a test. */
export interface TrainingRunner {
  run(job: TrainingJob, signal: AbortSignal): Promise<TrainedModel>;
}
