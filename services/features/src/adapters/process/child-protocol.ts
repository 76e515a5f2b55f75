import { ERROR_CODES, HeadroomError, type ErrorCode } from '@headroom/contracts';
import { z } from 'zod';
import { SnapshotJob, SnapshotJobResult } from '../../domain/snapshot-job.ts';

export const ChildRequest = z.object({
  job: SnapshotJob,
  postgresUrl: z.string(),
  objectRoot: z.string(),
  cadenceMs: z.number(),
});
export type ChildRequest = z.infer<typeof ChildRequest>;

const Failure = z.object({
  code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode]),
  message: z.string(),
});

export const ChildAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), result: SnapshotJobResult }),
  z.object({ ok: z.literal(false), error: Failure }),
]);
export type ChildAnswer = z.infer<typeof ChildAnswer>;

export const failureOf = (error: unknown): z.infer<typeof Failure> => ({
  code: error instanceof HeadroomError ? error.code : 'TASK_FAILED',
  message: error instanceof Error ? error.message : String(error),
});
