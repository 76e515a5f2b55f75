import { ERROR_CODES, GateReport, type ErrorCode } from '@headroom/contracts';
import { z } from 'zod';
import { JudgeJob } from '../../domain/gates/judge-job.ts';

/** What the judging program is told: one line of JSON. */
export const JudgeRequest = z.object({ job: JudgeJob, objectRoot: z.string() });
export type JudgeRequest = z.infer<typeof JudgeRequest>;

/** What it answers: one line of JSON. */
export const JudgeMessage = z.discriminatedUnion('event', [
  z.object({ event: z.literal('result'), gates: GateReport }),
  z.object({
    event: z.literal('error'),
    code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode]),
    message: z.string(),
  }),
]);
export type JudgeMessage = z.infer<typeof JudgeMessage>;
