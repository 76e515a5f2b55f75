import type { ErrorCode } from '@headroom/contracts';
import type { Dag } from '../dag.ts';
import type { RunSnapshot, TaskInstance } from '../run.ts';
import { isActive, isFinished } from '../task-state.ts';
import type { Command } from './schedule.ts';
import type { Step } from './step.ts';
import { changeTry, logged } from './tries.ts';

/**
 * A run marked as failed, as Airflow does it: what was tried and is not done has failed, what was not is skipped. The
 * services that work for it are told to stop. Of one that still waited for its turn, all is skipped.
 */
export function cancel(dag: Dag, before: RunSnapshot, by: string, now: number): Step {
  const { run } = before;
  if (run.state !== 'running' && run.state !== 'queued')
    return { snapshot: before, commands: [], finished: false };
  const error = { code: 'CANCELLED' satisfies ErrorCode, message: `cancelled by ${by}` };
  const commands: Command[] = [];
  const tasks = before.tasks.map((task): TaskInstance => {
    if (isFinished(task.state)) return task;
    const spec = dag.tasks.find(({ id }) => id === task.taskId);
    if (task.tryNumber === 0 || spec === undefined)
      return { ...task, state: 'skipped', dueAt: null };
    if (isActive(task.state))
      commands.push({ service: spec.service(run.conf), body: stopOf(run, task) });
    return {
      ...task,
      state: 'failed',
      dueAt: null,
      tries: changeTry(task, { state: 'failed', endedAt: now, error }, logged(now, error.message)),
    };
  });
  const ended = { ...run, state: 'failed' as const, endedAt: now, revision: run.revision + 1 };
  return { snapshot: { run: ended, tasks }, commands, finished: true };
}

/** The number of a try that never comes: it takes the lease from the one that runs. */
const stopOf = (
  { dagId, runId, asOf }: RunSnapshot['run'],
  task: TaskInstance,
): Command['body'] => ({
  task: { dag_id: dagId, run_id: runId, task_id: task.taskId, map_index: task.mapIndex },
  try_number: task.tryNumber + 1,
  as_of: asOf,
  inputs: {},
  cancel: true,
});
