import { z } from 'zod';

/** A task instance of a run, Airflow's identity: map_index −1 unless the task is mapped. */
export const TaskInstance = z.object({
  dag_id: z.string().min(1),
  run_id: z.string().min(1),
  task_id: z.string().min(1),
  map_index: z.int().min(-1),
});
export type TaskInstance = z.infer<typeof TaskInstance>;

/** `pipeline.commands.<service>.v1`, key = task instance. The service checks `inputs` against the task's own schema. */
export const TaskCommand = z.object({
  task: TaskInstance,
  /** 1 for the first try. A result of an older try is discarded. */
  try_number: z.int().min(1),
  /** Event "now" of the run, epoch ms, fixed at its creation: bounds the data that is read. Null: no data yet. */
  as_of: z.int().nullable(),
  inputs: z.record(z.string(), z.unknown()),
  /** Ends the work of every lower try; nothing is to be done, and no result follows. */
  cancel: z.boolean().optional(),
});
export type TaskCommand = z.infer<typeof TaskCommand>;

export const TaskError = z.object({ code: z.string(), message: z.string() });

/** How far a running task is, and the newest figures of it, by name. */
export const TaskProgress = z.object({
  step: z.int().min(0),
  steps: z.int().min(1),
  figures: z.record(z.string(), z.number()),
});
export type TaskProgress = z.infer<typeof TaskProgress>;

/** `pipeline.results.v1`, key = run id. `outputs` become the task's XComs. */
export const TaskResult = z.object({
  task: TaskInstance,
  try_number: z.int().min(1),
  /** `running` tells that the service has taken the lease; progress may repeat it. */
  state: z.enum(['running', 'success', 'failed']),
  /** Worker that holds the lease, for the task's log. */
  host: z.string(),
  /** With `running`, every few seconds. */
  progress: TaskProgress.optional(),
  outputs: z.record(z.string(), z.unknown()),
  error: TaskError.nullable(),
  /** Failed in a way that a retry cannot mend (bad data, not bad luck). */
  final: z.boolean(),
});
export type TaskResult = z.infer<typeof TaskResult>;

/** `pipeline.triggers.v1`: any scheduler may write here. */
export const PipelineTrigger = z.object({
  id: z.string().min(1).max(250),
  dag_id: z.string().min(1),
  logical_date: z.iso.datetime({ offset: true }).nullable().optional(),
  conf: z.record(z.string(), z.unknown()).optional(),
  policy: z.enum(['each', 'coalesce', 'latest']).optional(),
});
export type PipelineTrigger = z.infer<typeof PipelineTrigger>;

/** `pipeline.trigger-replies.v1`: what became of a trigger, so that its scheduler need not ask. */
export const TriggerReply = z.object({
  /** The trigger's own id. */
  id: z.string(),
  dag_id: z.string(),
  /** `joined`: a waiting run serves it too. `replaced`: a waiting run has taken over its conf. */
  outcome: z.enum(['created', 'joined', 'replaced', 'refused']),
  /** The run that serves the trigger; null if it was refused. */
  run_id: z.string().nullable(),
  /** Why it was refused. */
  error: TaskError.nullable(),
});
export type TriggerReply = z.infer<typeof TriggerReply>;
