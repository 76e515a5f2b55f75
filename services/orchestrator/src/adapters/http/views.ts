import { z } from 'zod';
import {
  RUN_TYPES,
  TRIGGERED_BY,
  type Run,
  type TaskInstance,
  type Try,
} from '../../domain/run.ts';
import { RUN_STATES, TASK_STATES } from '../../domain/task-state.ts';

const Time = z.iso.datetime().nullable();
const time = (ms: number | null): string | null =>
  ms === null ? null : new Date(ms).toISOString();

/** Field names are Airflow's. */
export const RunView = z.object({
  dag_id: z.string(),
  run_id: z.string(),
  dag_version: z.string(),
  run_type: z.enum(RUN_TYPES),
  triggered_by: z.enum(TRIGGERED_BY),
  state: z.enum(RUN_STATES),
  logical_date: Time,
  run_after: Time,
  queued_at: Time,
  start_date: Time,
  end_date: Time,
  /** Event "now" of the run. */
  as_of: Time,
  conf: z.record(z.string(), z.unknown()),
  note: z.string().nullable(),
  /** W3C trace context of what caused the run. */
  traceparent: z.string().nullable(),
});

export const runView = (run: Run): z.infer<typeof RunView> => ({
  dag_id: run.dagId,
  run_id: run.runId,
  dag_version: run.dagVersion,
  run_type: run.type,
  triggered_by: run.triggeredBy,
  state: run.state,
  logical_date: time(run.logicalDate),
  run_after: time(run.runAfter),
  queued_at: time(run.queuedAt),
  start_date: time(run.startedAt),
  end_date: time(run.endedAt),
  as_of: time(run.asOf),
  conf: { ...run.conf },
  note: run.note,
  traceparent: run.traceparent,
});

const ErrorView = z.object({ code: z.string(), message: z.string() }).nullable();

export const TaskView = z.object({
  task_id: z.string(),
  map_index: z.int().min(-1),
  state: z.enum(TASK_STATES),
  try_number: z.int().min(0),
  max_tries: z.int().min(0),
  /** Of its newest try. */
  queued_at: Time,
  start_date: Time,
  end_date: Time,
  hostname: z.string().nullable(),
  error: ErrorView,
  /** When the next try follows, in state up_for_retry. */
  next_retry_at: Time,
  /** Newest line of its log: how far it is, while it runs. */
  last_event: z.string().nullable(),
});

export function taskView(task: TaskInstance): z.infer<typeof TaskView> {
  const newest = task.tries.at(-1);
  return {
    task_id: task.taskId,
    map_index: task.mapIndex,
    state: task.state,
    try_number: task.tryNumber,
    max_tries: task.maxTries,
    queued_at: time(newest?.queuedAt ?? null),
    start_date: time(newest?.startedAt ?? null),
    end_date: time(newest?.endedAt ?? null),
    hostname: newest?.host ?? null,
    error: newest?.error ?? null,
    next_retry_at: time(task.state === 'up_for_retry' ? task.dueAt : null),
    last_event: newest?.log.at(-1)?.event ?? null,
  };
}

export const TryView = z.object({
  try_number: z.int().min(1),
  state: z.enum(['queued', 'running', 'success', 'failed']),
  queued_at: Time,
  start_date: Time,
  end_date: Time,
  hostname: z.string().nullable(),
  error: ErrorView,
  log: z.array(z.object({ timestamp: Time, level: z.string(), event: z.string() })),
});

export const tryView = (one: Try): z.infer<typeof TryView> => ({
  try_number: one.number,
  state: one.state,
  queued_at: time(one.queuedAt),
  start_date: time(one.startedAt),
  end_date: time(one.endedAt),
  hostname: one.host,
  error: one.error,
  log: one.log.map((entry) => ({ ...entry, timestamp: time(entry.timestamp) })),
});
