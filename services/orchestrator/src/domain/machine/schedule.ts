import type { TaskCommand } from '@headroom/contracts';
import type { CommandService, Dag, Task, Xcoms } from '../dag.ts';
import type { Run, TaskInstance } from '../run.ts';
import { openTry } from './tries.ts';

export interface Command {
  readonly service: CommandService;
  readonly body: TaskCommand;
}

export interface Scheduled {
  readonly tasks: readonly TaskInstance[];
  readonly commands: readonly Command[];
}

/** Moves every task that its upstream has decided; sends what is ready, unless the DAG is paused. */
export function schedule(
  dag: Dag,
  run: Run,
  tasks: readonly TaskInstance[],
  environment: { now: number; paused: boolean },
): Scheduled {
  const byTask = new Map(
    dag.tasks.map((spec) => [spec.id, tasks.filter((task) => task.taskId === spec.id)]),
  );
  const xcoms: Xcoms = (id) =>
    (byTask.get(id) ?? []).flatMap((task) => (task.outputs === null ? [] : [task.outputs]));
  const commands: Command[] = [];
  // In DAG order, so that a failure reaches the last task in one pass.
  for (const spec of dag.tasks) {
    const upstream = spec.upstream.flatMap((id) => byTask.get(id) ?? []);
    const moved = (byTask.get(spec.id) ?? []).map((task) => {
      const decided = decide(task, upstream);
      if (decided.state !== 'scheduled' || environment.paused) return decided;
      const service = spec.service(run.conf);
      const queued = queue(spec, decided, service, environment.now);
      commands.push({ service, body: command(spec, run, queued, xcoms) });
      return queued;
    });
    byTask.set(spec.id, moved);
  }
  return { tasks: dag.tasks.flatMap((spec) => byTask.get(spec.id) ?? []), commands };
}

/** Trigger rule all_success; one failed upstream instance is enough to give up before the others end. */
function decide(task: TaskInstance, upstream: readonly TaskInstance[]): TaskInstance {
  if (task.state !== 'none') return task;
  if (upstream.some((one) => one.state === 'failed' || one.state === 'upstream_failed'))
    return { ...task, state: 'upstream_failed' };
  if (upstream.some((one) => one.state === 'skipped')) return { ...task, state: 'skipped' };
  if (upstream.every((one) => one.state === 'success')) return { ...task, state: 'scheduled' };
  return task;
}

const queue = (
  spec: Task,
  task: TaskInstance,
  service: CommandService,
  now: number,
): TaskInstance => ({
  ...task,
  state: 'queued',
  tryNumber: task.tryNumber + 1,
  dueAt: now + spec.silenceMs,
  tries: openTry(task, now, service),
});

const command = (spec: Task, run: Run, task: TaskInstance, xcoms: Xcoms): TaskCommand => ({
  task: {
    dag_id: run.dagId,
    run_id: run.runId,
    task_id: task.taskId,
    map_index: task.mapIndex,
  },
  try_number: task.tryNumber,
  as_of: run.asOf,
  inputs: spec.inputs({
    conf: run.conf,
    xcoms,
    item: spec.mappedOver?.[task.mapIndex] ?? null,
  }),
});
