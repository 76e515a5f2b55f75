import type { Task } from '../dag.ts';
import type { TaskInstance } from '../run.ts';
import { isActive } from '../task-state.ts';
import { failTry } from './fail-try.ts';

/** A retry whose delay is over becomes ready; a try that has been silent too long fails. */
export function applyDue(spec: Task, task: TaskInstance, now: number): TaskInstance {
  if (task.dueAt === null || task.dueAt > now) return task;
  if (task.state === 'up_for_retry') return { ...task, state: 'scheduled', dueAt: null };
  if (!isActive(task.state)) return task;
  const message = `nothing heard of try ${task.tryNumber} of ${task.taskId} for ${spec.silenceMs / 1000} s: see whether its service runs and reads its commands`;
  const error = { code: 'TASK_FAILED', message };
  return failTry(spec, task, { error, final: false, host: null }, now);
}
