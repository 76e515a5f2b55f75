import { z } from 'zod';
import type { ErrorCode } from '@headroom/contracts';

const WORKER_CODES = {
  BAD_JOB: 'INVALID_REQUEST',
  BAD_DATA: 'INVALID_DATA',
  ALL_MISSING: 'INVALID_DATA',
  BAD_TARGET: 'INVALID_DATA',
  FIT_FAILED: 'TASK_FAILED',
  OUTPUT_FAILED: 'TASK_FAILED',
} as const satisfies Record<string, ErrorCode>;

export type WorkerErrorCode = keyof typeof WORKER_CODES;
export const errorCodeOf = (code: WorkerErrorCode): ErrorCode => WORKER_CODES[code];

/** Lines that the Python worker writes; see python/worker.py. */
export const WorkerMessage = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('progress'),
    round: z.int(),
    rounds: z.int(),
    train: z.number(),
    valid: z.number().optional(),
  }),
  z.object({
    event: z.literal('result'),
    library: z.string(),
    libraryVersion: z.string(),
    rounds: z.int(),
    fitSeconds: z.number(),
    peakRssBytes: z.int(),
    importanceKind: z.string(),
    importance: z.record(z.string(), z.number()),
    shap: z.record(z.string(), z.number()),
  }),
  z.object({
    event: z.literal('error'),
    error: z.enum(Object.keys(WORKER_CODES) as [WorkerErrorCode]),
    message: z.string(),
  }),
]);
