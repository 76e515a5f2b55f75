import type { TriggerReply } from '@headroom/contracts';
import type { WaitingRun } from './admission.ts';
import type { Dag } from './dag.ts';
import type { Step } from './machine/step.ts';
import type { Run, RunSnapshot } from './run.ts';
import type { RunState } from './task-state.ts';

/** The pipelines that this service runs, by id. */
export type Dags = ReadonlyMap<string, Dag>;

export type Now = () => number;

export interface DagState {
  readonly dagId: string;
  readonly paused: boolean;
  /** The newest fire of the schedule that was turned into a run. */
  readonly lastFireAt: number | null;
}

/** Where runs live. Whatever a transaction writes and sends happens together or not at all. */
export interface RunStore {
  transaction<T>(work: (tx: RunTransaction) => Promise<T>): Promise<T>;
}

/**
 * Order of locks: a running run, then its DAG, then a waiting run. Whoever keeps to it cannot deadlock.
 */
export interface RunTransaction {
  /** Serialises what decides which runs exist and which is next. */
  lockDag(dagId: string): Promise<DagState>;
  /** Serialises the events of one run. Null if there is no such run. */
  lockRun(dagId: string, runId: string): Promise<RunSnapshot | null>;

  isPaused(dagId: string): Promise<boolean>;
  saveDag(dag: DagState): Promise<void>;

  /** In the order in which they start. */
  waitingRuns(dagId: string): Promise<readonly WaitingRun[]>;
  hasRun(
    dagId: string,
    which: Partial<Pick<Run, 'runId' | 'logicalDate' | 'state'>>,
  ): Promise<boolean>;

  insertRun(snapshot: RunSnapshot): Promise<void>;
  /** Changes a run that still waits. */
  saveWaiting(run: Run): Promise<void>;
  /** Writes what the step changed and sends its commands. */
  saveStep(before: RunSnapshot, step: Step): Promise<void>;

  findTrigger(id: string): Promise<TriggerReply | null>;
  recordTrigger(reply: TriggerReply): Promise<void>;
  /** Tells the trigger's scheduler what became of it. */
  sendReply(reply: TriggerReply, traceparent: string | null): Promise<void>;
}

export interface RunKey {
  readonly dagId: string;
  readonly runId: string;
}

export interface RunReader {
  dag(dagId: string): Promise<DagState | null>;
  /** Newest first. */
  runs(
    dagId: string,
    page: { state: RunState | null; limit: number; offset: number },
  ): Promise<{ runs: readonly Run[]; total: number }>;
  snapshot(key: RunKey): Promise<RunSnapshot | null>;
  runningRuns(): Promise<readonly RunKey[]>;
  /** Runs with a task whose `dueAt` has come. */
  dueRuns(now: number): Promise<readonly RunKey[]>;
  /** The earliest `dueAt` of all tasks. */
  nextDue(): Promise<number | null>;
}
