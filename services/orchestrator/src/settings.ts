import { z } from 'zod';
import { cronSchedule } from './adapters/timers/cron-schedule.ts';

const isCron = (value: string): boolean => {
  try {
    cronSchedule(value);
    return true;
  } catch {
    return false;
  }
};

const seconds = (fallback: number, what: string) =>
  z.coerce.number().positive().default(fallback).describe(`a number of seconds ${what}`);

export const settings = z.object({
  HEADROOM_SCHEDULE: z
    .string()
    .refine((value) => value === 'none' || isCron(value), 'is no cron expression')
    .default('0 */6 * * *')
    .describe('a cron expression in UTC like "0 */6 * * *", or none'),
  HEADROOM_RETRY_DELAY_SECONDS: seconds(5, 'to wait before a failed task is tried again'),
  HEADROOM_TASK_SILENCE_SECONDS: seconds(
    1800,
    'after which a task of which nothing was heard counts as failed',
  ),
});
