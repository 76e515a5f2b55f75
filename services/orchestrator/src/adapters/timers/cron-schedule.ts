import { Cron } from 'croner';
import type { Schedule } from '../../domain/schedule.ts';

/** A cron expression in UTC, with or without seconds. Throws where it is none. */
export function cronSchedule(expression: string): Schedule {
  const cron = new Cron(expression, { timezone: 'UTC', paused: true });
  return {
    next: (after) => cron.nextRun(new Date(after))?.getTime() ?? null,
    // croner looks strictly before its reference.
    last: (upTo) => cron.previousRuns(1, new Date(upTo + 1))[0]?.getTime() ?? null,
  };
}
