import { TASKS, type GateReport } from '@headroom/contracts';
import type { z } from 'zod';

export const JudgeJob = TASKS.judge_challenger.inputs;
export type JudgeJob = z.output<typeof JudgeJob>;

/** Where models are scored on a snapshot: a child process in the service, this process in a test. */
export interface JudgeRunner {
  run(job: JudgeJob, signal: AbortSignal): Promise<GateReport>;
}
