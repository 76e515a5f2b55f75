import type { TaskState } from './orchestrator-client.ts';

const MODELS: Readonly<Record<string, readonly string[]>> = {
  train_tabular_model: ['xgboost', 'lightgbm', 'catboost'],
  train_timeseries_model: ['lstm', 'gru'],
};

/** Turns a run's changes into one line a task: when it ends, and when a try of it failed. */
export class TaskLines {
  readonly #told = new Set<string>();

  /** The line to print, or null where there is nothing new. */
  tell(task: TaskState): string | null {
    const line = lineOf(task);
    if (line === null || this.#told.has(line)) return null;
    this.#told.add(line);
    return line;
  }
}

function lineOf(task: TaskState): string | null {
  const model = MODELS[task.task_id]?.[task.map_index];
  const name = (model === undefined ? task.task_id : `${task.task_id} ${model}`).padEnd(32);
  switch (task.state) {
    case 'success':
      return `  ✓ ${name} ${seconds(task).padStart(7)}`;
    case 'failed':
      return `  ✗ ${name} ${seconds(task).padStart(7)}  ${reason(task)}`;
    case 'up_for_retry':
      return `  ↻ ${name} try ${task.try_number} failed: ${reason(task)}`;
    case 'upstream_failed':
      return `  – ${name} not run: a task before it failed`;
    default:
      return null;
  }
}

function reason({ error }: TaskState): string {
  return error === null ? 'no reason given' : `${error.code}: ${error.message}`;
}

function seconds({ start_date, end_date }: TaskState): string {
  if (start_date === null || end_date === null) return '';
  return `${((Date.parse(end_date) - Date.parse(start_date)) / 1000).toFixed(1)} s`;
}
