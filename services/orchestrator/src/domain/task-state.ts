/** States of a task instance, by Airflow's names; `none` is Airflow's null: nothing decided yet. */
export const TASK_STATES = [
  'none',
  /** Its upstream tasks are done, but its DAG is paused. */
  'scheduled',
  /** Its command is written; no service has taken it yet. */
  'queued',
  'running',
  'success',
  'failed',
  'up_for_retry',
  'upstream_failed',
  'skipped',
] as const;
export type TaskState = (typeof TASK_STATES)[number];

export const RUN_STATES = ['queued', 'running', 'success', 'failed'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** A service is expected to answer for it. */
export const isActive = (state: TaskState): boolean => state === 'queued' || state === 'running';

const FINISHED: ReadonlySet<TaskState> = new Set([
  'success',
  'failed',
  'upstream_failed',
  'skipped',
]);
/** Nothing will change it any more. */
export const isFinished = (state: TaskState): boolean => FINISHED.has(state);
