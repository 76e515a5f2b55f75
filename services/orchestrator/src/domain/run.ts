import type { RunState, TaskState } from './task-state.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Airflow's run types, the prefixes of run ids. */
export const RUN_TYPES = ['manual', 'scheduled', 'backfill'] as const;
export type RunType = (typeof RUN_TYPES)[number];

/** Who asked for a run, by Airflow's names: cron, the topic (another scheduler's operator), or HTTP. */
export const TRIGGERED_BY = ['timetable', 'operator', 'rest_api'] as const;
export type TriggeredBy = (typeof TRIGGERED_BY)[number];

/** How a trigger meets runs that still wait: own run, join the waiting one, or replace its conf. */
export const TRIGGER_POLICIES = ['each', 'coalesce', 'latest'] as const;
export type TriggerPolicy = (typeof TRIGGER_POLICIES)[number];

/** One run of a DAG. All times are epoch ms of the wall clock, except `asOf`. */
export interface Run {
  readonly dagId: string;
  readonly runId: string;
  readonly dagVersion: string;
  readonly type: RunType;
  readonly triggeredBy: TriggeredBy;
  readonly policy: TriggerPolicy;
  readonly logicalDate: number | null;
  /** Runs start in this order. */
  readonly runAfter: number;
  readonly conf: JsonObject;
  readonly note: string | null;
  /** Event "now" of the run: nothing later is read. Set once, by conf or by the first task that knows the data. */
  readonly asOf: number | null;
  readonly state: RunState;
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** W3C trace context of whatever caused the run: the parent of every task. */
  readonly traceparent: string | null;
  /** Counts the steps taken; a reader of changes drops what its snapshot already holds. */
  readonly revision: number;
}

export interface TaskError {
  readonly code: string;
  readonly message: string;
}

export interface LogEntry {
  readonly timestamp: number;
  readonly level: 'info' | 'warning' | 'error';
  readonly event: string;
}

/** One try of a task instance, kept for good. */
export interface Try {
  readonly number: number;
  readonly state: 'queued' | 'running' | 'success' | 'failed';
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Worker that took it. */
  readonly host: string | null;
  readonly error: TaskError | null;
  readonly log: readonly LogEntry[];
}

export interface TaskInstance {
  readonly taskId: string;
  /** −1 unless the task is mapped. */
  readonly mapIndex: number;
  readonly state: TaskState;
  /** 0 until the first command. */
  readonly tryNumber: number;
  readonly maxTries: number;
  /** When to retry (`up_for_retry`), or when silence counts as failure (`queued`, `running`). */
  readonly dueAt: number | null;
  /** Its XComs, once it succeeded. */
  readonly outputs: JsonObject | null;
  readonly tries: readonly Try[];
}

/** A run and all its task instances: what the state machine reads and writes. */
export interface RunSnapshot {
  readonly run: Run;
  readonly tasks: readonly TaskInstance[];
}
