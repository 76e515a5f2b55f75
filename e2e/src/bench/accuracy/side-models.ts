import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { PipelineRun } from '../runs/pipeline-runs.ts';

const MODELS = join(import.meta.dirname, 'python');

const Events = z.object({
  rows: z.number(),
  positives: z.number(),
  pr_auc: z.number(),
  recall: z.number(),
  chosen_precision: z.number().nullable(),
  chosen_recall: z.number(),
});
export type Events = z.infer<typeof Events>;

const Ablation = z.record(z.string(), z.object({ pooled: z.number(), services: z.number() }));
export type Ablation = z.infer<typeof Ablation>;

export interface SideFiles {
  /** The run's snapshot, and what a model of it predicted. */
  readonly snapshot: string;
  readonly predictions: string;
}

/** Will a service scale within the hour? */
export const scalingEvents = async (
  python: string,
  { snapshot, predictions }: SideFiles,
  { objects, dataset }: PipelineRun,
): Promise<Events> =>
  Events.parse(
    await answerOf(python, 'scaling_events.py', [snapshot, predictions, join(objects, dataset)]),
  );

/** What target and loss are worth. */
export const targetAblation = async (
  python: string,
  { snapshot, predictions }: SideFiles,
): Promise<Ablation> =>
  Ablation.parse(await answerOf(python, 'target_ablation.py', [snapshot, predictions]));

async function answerOf(
  python: string,
  program: string,
  args: readonly string[],
): Promise<unknown> {
  const { stdout } = await promisify(execFile)(python, ['-B', join(MODELS, program), ...args], {
    env: { ...process.env, OMP_WAIT_POLICY: 'passive' },
  });
  return JSON.parse(stdout);
}
