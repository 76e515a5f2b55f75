import type { LogEntry, TaskInstance, Try } from '../run.ts';

export const logged = (
  timestamp: number,
  event: string,
  level: LogEntry['level'] = 'info',
): LogEntry => ({ timestamp, level, event });

/** How a line of the log begins that tells how far the work is. Of such lines the newest alone is kept. */
export const PROGRESS = 'step ';

const added = (log: readonly LogEntry[], entries: readonly LogEntry[]): readonly LogEntry[] => {
  const isNews = entries.some(({ event }) => event.startsWith(PROGRESS));
  return [...(isNews ? log.filter(({ event }) => !event.startsWith(PROGRESS)) : log), ...entries];
};

/** Changes the newest try and adds to its log. */
export function changeTry(
  task: TaskInstance,
  change: Partial<Omit<Try, 'number' | 'log'>>,
  ...entries: readonly LogEntry[]
): readonly Try[] {
  return task.tries.map((one) =>
    one.number === task.tryNumber ? { ...one, ...change, log: added(one.log, entries) } : one,
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
