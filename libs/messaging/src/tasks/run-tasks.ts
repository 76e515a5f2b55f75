import { HeadroomError, TASKS, type TaskId, type TaskInstance } from '@headroom/contracts';
import type { z } from 'zod';
import { rejectionOf } from '../codec/rejection.ts';
import type { RunTask, TaskContext } from './task-worker.ts';

export interface TaskCall<T extends TaskId> {
  readonly task: TaskInstance;
  readonly tryNumber: number;
  readonly inputs: z.output<(typeof TASKS)[T]['inputs']>;
  /** Event "now" of the run, epoch ms; null where the run has no data yet. */
  readonly asOf: number | null;
  readonly signal: TaskContext['signal'];
  readonly report: TaskContext['report'];
}

/** What a service does for each task of its own, typed by the task's contract. */
export type TaskHandlers = {
  readonly [T in TaskId]?: (call: TaskCall<T>) => Promise<z.input<(typeof TASKS)[T]['outputs']>>;
};

/** Checks a command's inputs against its task's contract, runs its handler, and checks the outputs likewise. */
export function runTasks(handlers: TaskHandlers): RunTask {
  return async (command, context) => {
    const id = command.task.task_id;
    if (!isTask(id) || handlers[id] === undefined) {
      const known = Object.keys(handlers).join(', ');
      throw new HeadroomError('INVALID_REQUEST', `task_id ${id}: not done here, but ${known} is`);
    }
    return runOne(id, handlers[id], command, context);
  };
}

async function runOne<T extends TaskId>(
  id: T,
  handler: NonNullable<TaskHandlers[T]>,
  command: Parameters<RunTask>[0],
  { signal, report }: TaskContext,
): Promise<Record<string, unknown>> {
  const inputs = parse(TASKS[id].inputs, command.inputs, 'INVALID_REQUEST', `inputs of ${id}`);
  const outputs = await handler({
    task: command.task,
    tryNumber: command.try_number,
    inputs: inputs as z.output<(typeof TASKS)[T]['inputs']>,
    asOf: command.as_of,
    signal,
    report,
  });
  return parse(TASKS[id].outputs, outputs, 'INTERNAL', `outputs of ${id}`);
}

function parse<S extends z.ZodType>(
  schema: S,
  value: unknown,
  code: 'INVALID_REQUEST' | 'INTERNAL',
  what: string,
): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new HeadroomError(code, `${what}: ${rejectionOf(parsed.error, value).message}`);
}

function isTask(id: string): id is TaskId {
  return Object.hasOwn(TASKS, id);
}
