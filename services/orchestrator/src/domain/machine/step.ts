import type { TaskResult } from '@headroom/contracts';
import type { Dag } from '../dag.ts';
import type { Run, RunSnapshot, TaskInstance } from '../run.ts';
import { isFinished } from '../task-state.ts';
import { applyDue } from './apply-due.ts';
import { applyResult } from './apply-result.ts';
import { cancel } from './cancel.ts';
import { schedule, type Command } from './schedule.ts';

export type RunEvent =
  /** The run's turn has come. `first`: no run of this DAG succeeded yet. */
  | { readonly kind: 'start'; readonly first: boolean }
  | { readonly kind: 'result'; readonly result: TaskResult }
  /** Somebody ends the run before its time. */
  | { readonly kind: 'cancel'; readonly by: string }
  /** The clock passed some task's `dueAt`. */
  | { readonly kind: 'due' }
  /** The DAG is no longer paused. */
  | { readonly kind: 'resume' };

export interface Environment {
  /** Wall clock, epoch ms. */
  readonly now: number;
  readonly paused: boolean;
}

export interface Step {
  /** The very snapshot that came in, if the event changes nothing. */
  readonly snapshot: RunSnapshot;
  readonly commands: readonly Command[];
  /** This step ended the run. */
  readonly finished: boolean;
}

/** The state machine: what an event makes of a run, and the commands that follow. Pure. */
export function step(
  dag: Dag,
  before: RunSnapshot,
  event: RunEvent,
  environment: Environment,
): Step {
  if (event.kind === 'cancel') return cancel(dag, before, event.by, environment.now);
  const started = event.kind === 'start' ? start(dag, before, event.first, environment) : before;
  if (started.run.state !== 'running') return { snapshot: before, commands: [], finished: false };

  const applied = dag.tasks.flatMap((spec) =>
    started.tasks
      .filter((task) => task.taskId === spec.id)
      .map((task) => {
        switch (event.kind) {
          case 'result':
            return isAbout(event.result, task)
              ? applyResult(spec, task, event.result, environment.now)
              : task;
          case 'due':
            return applyDue(spec, task, environment.now);
          case 'start':
          case 'resume':
            return task;
        }
      }),
  );
  const run = { ...started.run, asOf: started.run.asOf ?? asOf(dag, applied) };
  const { tasks, commands } = schedule(dag, run, applied, environment);
  const known = new Set(before.tasks);
  if (event.kind !== 'start' && tasks.every((task) => known.has(task)))
    return { snapshot: before, commands: [], finished: false };

  const finished = tasks.every((task) => isFinished(task.state));
  const after: Run = {
    ...run,
    ...(finished ? { state: outcome(tasks), endedAt: environment.now } : {}),
    revision: run.revision + 1,
  };
  return { snapshot: { run: after, tasks }, commands, finished };
}

const isAbout = ({ task: about }: TaskResult, task: TaskInstance): boolean =>
  about.task_id === task.taskId && about.map_index === task.mapIndex;

function start(
  dag: Dag,
  { run, tasks }: RunSnapshot,
  first: boolean,
  { now }: Environment,
): RunSnapshot {
  if (run.state !== 'queued') return { run, tasks };
  const conf = dag.startConf(run.conf, first);
  return { run: { ...run, conf, state: 'running', startedAt: now }, tasks };
}

function asOf(dag: Dag, tasks: readonly TaskInstance[]): number | null {
  for (const spec of dag.tasks) {
    const outputs = tasks.find((task) => task.taskId === spec.id)?.outputs;
    if (spec.asOf !== undefined && outputs !== null && outputs !== undefined)
      return spec.asOf(outputs);
  }
  return null;
}

/**
 * A run failed if any task did, also where the tasks after it went on without it: whoever reads its state has to look.
 * (Airflow asks the leaves alone and would call such a run a success, unless a watcher task is added to each DAG.)
 */
const outcome = (tasks: readonly TaskInstance[]): 'success' | 'failed' =>
  tasks.some(({ state }) => state === 'failed' || state === 'upstream_failed')
    ? 'failed'
    : 'success';
