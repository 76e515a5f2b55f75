import type { Task } from '../dag.ts';
import type { TaskError, TaskInstance } from '../run.ts';
import { changeTry, logged } from './tries.ts';

/** Ends the current try as failed; another one follows unless tries are used up or the failure is final. */
export function failTry(
  spec: Task,
  task: TaskInstance,
  failure: { error: TaskError; final: boolean; host: string | null },
  now: number,
): TaskInstance {
  const { error, final } = failure;
  const retry = !final && task.tryNumber <= task.maxTries;
  const ended = {
    state: 'failed' as const,
    endedAt: now,
    error,
    ...(failure.host === null ? {} : { host: failure.host }),
  };
  const entries = [logged(now, `failed: ${error.code}: ${error.message}`, 'error')];
  if (retry)
    entries.push(
      logged(
        now,
        `try ${task.tryNumber + 1} of ${task.maxTries + 1} follows in ${spec.retryDelayMs / 1000} s`,
        'warning',
      ),
    );
  return {
    ...task,
    state: retry ? 'up_for_retry' : 'failed',
    dueAt: retry ? now + spec.retryDelayMs : null,
    tries: changeTry(task, ended, ...entries),
  };
}
