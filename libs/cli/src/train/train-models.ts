import { TASKS, type Algorithm } from '@headroom/contracts';
import { z } from 'zod';
import type { ServerSentEvent } from '../adapters/server-sent-events.ts';
import { CommandError } from '../command-error.ts';
import type { Service } from '../service.ts';
import { RUNS, runPath } from './run-path.ts';

const Run = z.object({ run_id: z.string(), state: z.string() });
const Task = z.object({
  task_id: z.string(),
  map_index: z.int(),
  state: z.string(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  last_event: z.string().nullable(),
});
type Task = z.infer<typeof Task>;

const MODELS: Readonly<Record<string, readonly Algorithm[]>> = {
  train_tabular_model: TASKS.train_tabular_model.inputs.shape.model.options,
  train_timeseries_model: TASKS.train_timeseries_model.inputs.shape.model.options,
};

export interface TrainPorts {
  readonly orchestrator: Service;
  /** The stream at this path of the orchestrator, to its end. */
  readonly follow: (path: string) => AsyncIterable<ServerSentEvent>;
  /** Hears what the run is at, a line each. */
  readonly tell: (line: string) => void;
}

export interface TrainOutcome {
  readonly run_id: string;
  readonly state: string;
  readonly models: readonly TrainedOutcome[];
  /** Whether the best of them became champion, and why; null where it did not come to that. */
  readonly promotion: Promotion | null;
  /** What failed besides: `detect_drift: …`. */
  readonly errors: readonly string[];
}

type Promotion = z.infer<typeof TASKS.promote_challenger.outputs>;

export interface TrainedOutcome {
  readonly model: Algorithm;
  readonly state: string;
  readonly error: string | null;
  readonly trained: z.infer<typeof TASKS.train_tabular_model.outputs>['trained'] | null;
  /** Of the registered model; null if it was not registered. */
  readonly version: string | null;
}

/** Runs the pipeline for these models to its end and tells what came of each. */
export async function trainModels(
  { orchestrator, follow, tell }: TrainPorts,
  conf: Readonly<Record<string, unknown>>,
): Promise<TrainOutcome> {
  const triggered = z.object({ run: Run });
  const { run } = await orchestrator.call('POST', RUNS, triggered, { conf });
  tell(`Run ${run.run_id} (to end it: headroom cancel ${run.run_id})`);
  if (run.state === 'queued') tell('Another run is on: it begins when that has ended.');
  const path = runPath(run.run_id);
  const tasks = new Map<string, Task>();
  let { state } = run;
  for await (const { event, data } of follow(`${path}/events`)) {
    if (event === 'run') state = Run.parse(JSON.parse(data)).state;
    if (event !== 'task') continue;
    const task = Task.parse(JSON.parse(data));
    tasks.set(`${task.task_id} ${task.map_index}`, task);
    if (task.last_event !== null) tell(`${nameOf(task)}: ${task.last_event}`);
  }
  if (state !== 'success' && state !== 'failed')
    throw new CommandError(
      'UNAVAILABLE',
      `The stream of run ${run.run_id} broke off; it goes on: see the console.`,
    );

  const xcom = async <S extends z.ZodType>(
    task: Task,
    key: string,
    schema: S,
  ): Promise<z.output<S>> => {
    const at = `${path}/tasks/${task.task_id}/xcoms/${key}?map_index=${task.map_index}`;
    const { value } = await orchestrator.call('GET', at, z.object({ value: z.unknown() }));
    return schema.parse(value);
  };
  const all = [...tasks.values()];
  const compared = all.find((task) => task.task_id === 'compare_and_register_models');
  const registered =
    compared?.state === 'success'
      ? await xcom(compared, 'models', TASKS.compare_and_register_models.outputs.shape.models)
      : [];
  const models: TrainedOutcome[] = [];
  for (const task of all) {
    const model = modelOf(task);
    if (model === undefined || task.state === 'skipped') continue;
    models.push({
      model,
      state: task.state,
      error: task.error?.message ?? null,
      trained:
        task.state === 'success'
          ? await xcom(task, 'trained', TASKS.train_tabular_model.outputs.shape.trained)
          : null,
      version: registered.find(({ algorithm }) => algorithm === model)?.version ?? null,
    });
  }
  const { promoted, reason, champion } = TASKS.promote_challenger.outputs.shape;
  const judged = all.find((task) => task.task_id === 'promote_challenger');
  const promotion =
    judged?.state === 'success'
      ? {
          promoted: await xcom(judged, 'promoted', promoted),
          reason: await xcom(judged, 'reason', reason),
          champion: await xcom(judged, 'champion', champion),
        }
      : null;
  const errors = all.flatMap((task) =>
    task.error === null || modelOf(task) !== undefined || task.state !== 'failed'
      ? []
      : [`${task.task_id}: ${task.error.message}`],
  );
  return { run_id: run.run_id, state, models, promotion, errors };
}

const modelOf = ({ task_id, map_index }: Task): Algorithm | undefined =>
  MODELS[task_id]?.[map_index];

const nameOf = (task: Task): string => modelOf(task) ?? task.task_id;
