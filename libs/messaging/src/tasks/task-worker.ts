import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type {
  ServiceName,
  TaskCommand,
  TaskProgress,
  TaskResult,
  Topic,
} from '@headroom/contracts';
import { propagation } from '@opentelemetry/api';
import { decodeJson } from '../codec/decode.ts';
import { pause } from '../core/pause.ts';
import { OK, drop } from '../outcome.ts';
import type { BatchHandler, Delivered, Outcome, Publisher } from '../port.ts';
import type { LeaseStore, TaskLease } from './lease-store.ts';
import { TaskRun } from './task-run.ts';

export interface TaskContext {
  /** Aborted when the lease is lost to a newer try or another owner, or the service stops: the work must end. */
  readonly signal: AbortSignal;
  /** Tells how far the work is, as often as it likes: it is passed on every few seconds, the newest one. */
  readonly report: (progress: TaskProgress) => void;
}

/** Does the work of a command. Its outputs become the task's XComs; throw INVALID_DATA or INVALID_REQUEST to fail for good. */
export type RunTask = (
  command: TaskCommand,
  context: TaskContext,
) => Promise<TaskResult['outputs']>;

export interface TaskWorkerOptions {
  readonly service: ServiceName;
  readonly topic: Topic<typeof TaskCommand>;
  readonly leases: LeaseStore;
  readonly publisher: Publisher;
  readonly run: RunTask;
  /** Tasks of a lane that run at the same time; the others wait with their lease held. 1 unless told. */
  readonly concurrency?: number;
  /** Tasks of different lanes do not wait for each other. One lane for all unless told. */
  readonly lane?: (command: TaskCommand) => string;
  /** 3 s unless told: well below the lease's period. */
  readonly heartbeatMs?: number;
  /** 5 s unless told. */
  readonly sweepMs?: number;
  /** Between two reports of progress; 2 s unless told. */
  readonly progressMs?: number;
  /** Tells of an error that the worker goes on from: a store that does not answer. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Long work: a command is accepted by writing its lease, then its offset is committed; the work runs outside the
 * consumer's handler. Whatever dies, the lease runs out and some worker of the service runs the same try again.
 */
export class TaskWorker {
  private readonly options: TaskWorkerOptions;
  private readonly owner = `${hostname()}:${process.pid}:${randomUUID()}`;
  private readonly runs = new Map<string, TaskRun>();
  private readonly stopping = new AbortController();
  private sweeping: Promise<void> = Promise.resolve();

  constructor(options: TaskWorkerOptions) {
    this.options = options;
  }

  /** Hand it to the commands topic of the service. */
  readonly handler: BatchHandler = async (messages) => {
    const outcomes: Outcome[] = [];
    for (const message of messages) outcomes.push(await this.accept(message));
    return outcomes;
  };

  /** Takes over what an earlier process of the service has left, now and on every sweep. */
  async start(): Promise<void> {
    await this.sweep();
    this.sweeping = this.keepSweeping();
  }

  /** Aborts what runs, without a result: its lease runs out and the next worker takes it over. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.sweeping;
    await Promise.all([...this.runs.values()].map((run) => run.done));
  }

  private async accept(message: Delivered): Promise<Outcome> {
    const decoded = decodeJson(this.options.topic, message);
    if (!decoded.ok) return decoded.rejection;
    const carrier: Record<string, string> = {};
    propagation.inject(message.trace, carrier);
    const lease: TaskLease = {
      service: this.options.service,
      command: decoded.data,
      traceparent: carrier['traceparent'] ?? null,
    };
    const answer = await this.options.leases.accept(lease, this.owner);
    if (answer === 'accepted') {
      // A lower try lost its lease with this; where it runs here, it need not wait for its next heartbeat to hear.
      for (const run of this.runs.values()) if (isSame(run.command, lease.command)) run.giveUp();
      this.enqueue(lease);
    }
    return answer === 'accepted' ? OK : drop(answer);
  }

  private async keepSweeping(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await pause(this.options.sweepMs ?? 5_000, this.stopping.signal);
      await this.sweep();
    }
  }

  private async sweep(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    try {
      const claimed = await this.options.leases.claimExpired(this.options.service, this.owner);
      for (const lease of claimed) this.enqueue(lease);
    } catch (error) {
      this.options.onError?.(error);
    }
  }

  private enqueue(lease: TaskLease): void {
    const key = JSON.stringify([instanceOf(lease.command), lease.command.try_number]);
    // Its own lease may run out while this process hangs; the run goes on, once.
    if (this.runs.has(key) || this.stopping.signal.aborted) return;
    const run = new TaskRun(lease, this.owner, this.stopping.signal, this.options);
    this.runs.set(key, run);
    void run.done.then(() => {
      this.runs.delete(key);
      this.startNext();
    });
    this.startNext();
  }

  private startNext(): void {
    const started = new Map<string, number>();
    const waiting: { readonly run: TaskRun; readonly lane: string }[] = [];
    for (const run of this.runs.values()) {
      const lane = this.options.lane?.(run.command) ?? '';
      // It holds no lane: there is nothing to do but to mark its lease.
      if (run.command.cancel === true) run.start();
      else if (run.started) started.set(lane, (started.get(lane) ?? 0) + 1);
      else waiting.push({ run, lane });
    }
    for (const { run, lane } of waiting) {
      const running = started.get(lane) ?? 0;
      if (running >= (this.options.concurrency ?? 1)) continue;
      started.set(lane, running + 1);
      run.start();
    }
  }
}

const instanceOf = ({ task }: TaskCommand): string =>
  JSON.stringify([task.dag_id, task.run_id, task.task_id, task.map_index]);

const isSame = (a: TaskCommand, b: TaskCommand): boolean => instanceOf(a) === instanceOf(b);
