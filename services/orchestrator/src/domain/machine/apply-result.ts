import type { TaskProgress, TaskResult } from '@headroom/contracts';
import { z } from 'zod';
import type { Task } from '../dag.ts';
import type { TaskInstance } from '../run.ts';
import { isActive } from '../task-state.ts';
import { failTry } from './fail-try.ts';
import { changeTry, logged, PROGRESS } from './tries.ts';

/**
 * What a service's word makes of its task instance. The same object comes back where it changes nothing: an older try,
 * a try that ended already, a repeated result.
 */
export function applyResult(
  spec: Task,
  task: TaskInstance,
  result: TaskResult,
  now: number,
): TaskInstance {
  if (result.try_number !== task.tryNumber || !isActive(task.state)) return task;
  const { host } = result;
  switch (result.state) {
    case 'running':
      return heardOf(spec, task, result, now);
    case 'failed': {
      const error = result.error ?? {
        code: 'TASK_FAILED',
        message: `${task.taskId} failed and ${host} gave no reason`,
      };
      return failTry(spec, task, { error, final: result.final, host }, now);
    }
    case 'success': {
      const outputs = spec.outputs.safeParse(result.outputs);
      if (!outputs.success) {
        // The same service would answer the same way again.
        const message = `outputs of ${task.taskId} do not match its schema: ${z.prettifyError(outputs.error)}`;
        const error = { code: 'INVALID_DATA', message };
        return failTry(spec, task, { error, final: true, host }, now);
      }
      return {
        ...task,
        state: 'success',
        dueAt: null,
        outputs: result.outputs,
        tries: changeTry(
          task,
          { state: 'success', startedAt: startOf(task, now), endedAt: now, host },
          logged(now, 'succeeded'),
        ),
      };
    }
  }
}

/** A sign of life: the first one starts the try, every one puts off its deadline. */
function heardOf(
  spec: Task,
  task: TaskInstance,
  { host, progress }: TaskResult,
  now: number,
): TaskInstance {
  const known = task.tries.find((one) => one.number === task.tryNumber)?.host === host;
  return {
    ...task,
    state: 'running',
    dueAt: now + spec.silenceMs,
    tries: changeTry(
      task,
      { state: 'running', startedAt: startOf(task, now), host },
      ...(known ? [] : [logged(now, `running on ${host}`)]),
      ...(progress === undefined ? [] : [logged(now, progressText(progress))]),
    ),
  };
}

const progressText = ({ step, steps, figures }: TaskProgress): string =>
  [
    `${PROGRESS}${step} of ${steps}`,
    ...Object.entries(figures).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`),
  ].join(', ');

const startOf = (task: TaskInstance, now: number): number =>
  task.tries.find((one) => one.number === task.tryNumber)?.startedAt ?? now;
