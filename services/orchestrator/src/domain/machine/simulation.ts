import type { TaskResult } from '@headroom/contracts';
import { createRun } from './create-run.ts';
import { z } from 'zod';
import { defineDag, type Dag, type TriggerRule } from '../dag.ts';
import type { RunSnapshot, TaskInstance } from '../run.ts';
import { isActive } from '../task-state.ts';
import type { Command } from './schedule.ts';
import { step, type RunEvent, type Step } from './step.ts';

/** For tests: a DAG drawn as upstream lists and widths, and a run of it whose services answer by a given fate. */
export interface Shape {
  readonly upstream: readonly number[];
  /** Null: not mapped. */
  readonly width: number | null;
  readonly triggerRule?: TriggerRule;
  /** Indexes that the run's conf leaves out; -1 if it is not mapped. */
  readonly skipped?: readonly number[];
}
export type Fate = 'success' | 'failed' | 'final' | 'silent';
export type FateOf = (taskId: string, mapIndex: number, tryNumber: number) => Fate;

const name = (index: number) => `t${index}`;
export const outputOf = (taskId: string, mapIndex: number, tryNumber: number) =>
  `${taskId}/${mapIndex}/${tryNumber}`;
const Outputs = z.object({ value: z.string() });

export const dagOf = (shapes: readonly Shape[]): Dag =>
  defineDag({
    id: 'drawn',
    version: '1',
    description: '',
    conf: z.looseObject({}),
    startConf: (conf) => conf,
    tasks: shapes.map(({ upstream, width, triggerRule = 'all_success', skipped = [] }, index) => ({
      id: name(index),
      upstream: upstream.map(name),
      triggerRule,
      isSkipped: (_, item) => skipped.includes(item === null ? -1 : Number(item)),
      ...(width === null ? {} : { mappedOver: Array.from({ length: width }, (_, i) => `${i}`) }),
      retries: 2,
      retryDelayMs: 5_000,
      silenceMs: 1e9,
      service: () => 'training',
      outputs: Outputs,
      inputs: ({ xcoms, failures, item }) => ({
        item,
        values: upstream.flatMap((one) => xcoms(name(one)).map((x) => Outputs.parse(x).value)),
        failed: upstream.flatMap((one) => failures(name(one))),
      }),
    })),
  });

/** One run in a world whose network may hold back, repeat and reorder every result. */
export class Simulation {
  readonly commands: Command[] = [];
  readonly inFlight: TaskResult[] = [];
  snapshot: RunSnapshot;
  finishes = 0;
  now = 0;
  paused = false;
  private readonly dag: Dag;
  private readonly fateOf: FateOf;

  constructor(dag: Dag, fateOf: FateOf) {
    this.dag = dag;
    this.fateOf = fateOf;
    this.snapshot = createRun(dag, {
      runId: 'manual__1',
      type: 'manual',
      triggeredBy: 'rest_api',
      policy: 'each',
      logicalDate: null,
      runAfter: 0,
      conf: {},
      note: null,
      asOf: null,
      queuedAt: 0,
      traceparent: null,
    });
  }

  take(event: RunEvent): Step {
    const taken = step(this.dag, this.snapshot, event, { now: this.now, paused: this.paused });
    this.snapshot = taken.snapshot;
    if (taken.finished) this.finishes += 1;
    for (const command of taken.commands) this.answer(command);
    return taken;
  }

  deliver(index: number): void {
    const result = this.inFlight[index];
    if (result !== undefined) this.take({ kind: 'result', result });
  }

  /** Lets the clock run to the next moment of interest; silence only counts once nothing is in flight. */
  waitForNextDue(): void {
    const waiting = this.snapshot.tasks.filter(
      (task) =>
        task.state === 'up_for_retry' || (isActive(task.state) && this.inFlight.length === 0),
    );
    const due = Math.min(...waiting.map((task) => task.dueAt ?? Infinity));
    if (due === Infinity) return;
    this.now = Math.max(this.now, due);
    this.take({ kind: 'due' });
  }

  task(taskId: string, mapIndex = -1): TaskInstance | undefined {
    return this.snapshot.tasks.find((task) => task.taskId === taskId && task.mapIndex === mapIndex);
  }

  private answer(command: Command): void {
    this.commands.push(command);
    const { task, try_number } = command.body;
    const fate = this.fateOf(task.task_id, task.map_index, try_number);
    if (fate === 'silent') return;
    const base = { task, try_number, host: 'worker', outputs: {}, error: null, final: false };
    this.inFlight.push(
      { ...base, state: 'running' },
      fate === 'success'
        ? {
            ...base,
            state: 'success',
            outputs: { value: outputOf(task.task_id, task.map_index, try_number) },
          }
        : {
            ...base,
            state: 'failed',
            error: { code: 'TASK_FAILED', message: fate },
            final: fate === 'final',
          },
    );
  }
}
