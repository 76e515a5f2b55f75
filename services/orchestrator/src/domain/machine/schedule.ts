import type { TaskCommand } from '@headroom/contracts';
import type { CommandService, Dag, Task, TaskContext } from '../dag.ts';
import type { Run, TaskInstance } from '../run.ts';
import { decide } from './decide.ts';
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
  const known: Known = {
    xcoms: (id) =>
      (byTask.get(id) ?? []).flatMap((task) => (task.outputs === null ? [] : [task.outputs])),
    failures: (id) => {
      const spec = dag.tasks.find((one) => one.id === id);
      return (byTask.get(id) ?? []).flatMap((task) => {
        const error = task.state === 'failed' ? task.tries.at(-1)?.error : null;
        return spec === undefined || !error ? [] : [{ item: itemOf(spec, task), error }];
      });
    },
  };
  const commands: Command[] = [];
  // In DAG order, so that a failure reaches the last task in one pass.
  for (const spec of dag.tasks) {
    const upstream = spec.upstream.flatMap((id) => byTask.get(id) ?? []);
    const moved = (byTask.get(spec.id) ?? []).map((task) => {
      const isSkipped = spec.isSkipped?.(run.conf, itemOf(spec, task)) ?? false;
      const decided = decide(task, {
        upstream,
        rule: spec.triggerRule ?? 'all_success',
        isSkipped,
      });
      if (decided.state !== 'scheduled' || environment.paused) return decided;
      const service = spec.service(run.conf);
      const queued = queue(spec, decided, service, environment.now);
      commands.push({ service, body: command(spec, run, queued, known) });
      return queued;
    });
    byTask.set(spec.id, moved);
  }
  return { tasks: dag.tasks.flatMap((spec) => byTask.get(spec.id) ?? []), commands };
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

type Known = Pick<TaskContext, 'xcoms' | 'failures'>;

const itemOf = (spec: Task, task: TaskInstance): string | null =>
  spec.mappedOver?.[task.mapIndex] ?? null;

const command = (spec: Task, run: Run, task: TaskInstance, known: Known): TaskCommand => ({
  task: {
    dag_id: run.dagId,
    run_id: run.runId,
    task_id: task.taskId,
    map_index: task.mapIndex,
  },
  try_number: task.tryNumber,
  as_of: run.asOf,
  inputs: spec.inputs({ conf: run.conf, ...known, item: itemOf(spec, task) }),
});
