import type { LogEntry, TaskInstance, Try } from '../run.ts';

export const logged = (
  timestamp: number,
  event: string,
  level: LogEntry['level'] = 'info',
): LogEntry => ({ timestamp, level, event });

/** Changes the newest try and adds to its log. */
export function changeTry(
  task: TaskInstance,
  change: Partial<Omit<Try, 'number' | 'log'>>,
  ...entries: readonly LogEntry[]
): readonly Try[] {
  return task.tries.map((one) =>
    one.number === task.tryNumber ? { ...one, ...change, log: [...one.log, ...entries] } : one,
  );
}

export function openTry(task: TaskInstance, now: number, service: string): readonly Try[] {
  const number = task.tryNumber + 1;
  return [
    ...task.tries,
    {
      number,
      state: 'queued',
      queuedAt: now,
      startedAt: null,
      endedAt: null,
      host: null,
      error: null,
      log: [logged(now, `try ${number} sent to ${service}`)],
    },
  ];
}
