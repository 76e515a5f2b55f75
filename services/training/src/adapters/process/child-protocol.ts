import { ERROR_CODES, HeadroomError, TrainedModel, type ErrorCode } from '@headroom/contracts';
import { ForecastingError } from '@headroom/forecasting';
import { z } from 'zod';
import { TrainingJob } from '../../domain/training-job.ts';

/** What the training program is told: one line of JSON. */
export const ChildRequest = z.object({
  job: TrainingJob,
  objectRoot: z.string(),
  /** An empty folder of its own for files on their way to the worker. */
  scratch: z.string(),
  /** Interpreter with the boosting libraries, and the worker program for it. */
  python: z.string().nullable(),
  worker: z.string(),
  threads: z.int().min(1),
  /** Whether charts are drawn. */
  charts: z.boolean(),
});
export type ChildRequest = z.infer<typeof ChildRequest>;

/** What it tells: lines of JSON, the last one a result or an error. */
export const ChildMessage = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('progress'),
    round: z.int(),
    rounds: z.int(),
    train: z.number(),
    validation: z.number().nullable(),
  }),
  /** A process that it started and that ends with it: its memory counts too. */
  z.object({ event: z.literal('started'), pid: z.int() }),
  z.object({ event: z.literal('result'), trained: TrainedModel }),
  z.object({
    event: z.literal('error'),
    code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode]),
    message: z.string(),
  }),
]);
export type ChildMessage = z.infer<typeof ChildMessage>;

export function failureOf(error: unknown): Extract<ChildMessage, { event: 'error' }> {
  const message = error instanceof Error ? error.message : String(error);
  return { event: 'error', code: codeOf(error), message };
}

function codeOf(error: unknown): ErrorCode {
  if (error instanceof HeadroomError) return error.code;
  if (!(error instanceof ForecastingError)) return 'TASK_FAILED';
  return error.code === 'INPUT' || error.code === 'COLUMNS' ? 'INVALID_DATA' : 'MODEL_INVALID';
}
