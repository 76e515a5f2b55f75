import { ATTRIBUTES } from '@headroom/contracts';
import type { TaskCommand, TaskResult } from '@headroom/contracts';
import { ROOT_CONTEXT, SpanStatusCode, context, propagation, trace } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { z } from 'zod';
import { isInfrastructureError } from '../core/infrastructure-error.ts';
import { pause } from '../core/pause.ts';
import { DEFAULT_RETRY, backoffMs } from '../core/retry.ts';
import type { EventToSend } from '../port.ts';
import type { TaskLease } from './lease-store.ts';
import { ProgressReports } from './progress-reports.ts';
import { RUNNING, failed, resultEvent, succeeded } from './task-result.ts';
import type { TaskWorkerOptions } from './task-worker.ts';

/** One try of one task in this process, from the lease to the result. It holds the lease from its construction on. */
export class TaskRun {
  /** Never rejects: settles when the try is over or given up. */
  readonly done: Promise<void>;
  started = false;
  private readonly lease: TaskLease;
  private readonly owner: string;
  private readonly options: TaskWorkerOptions;
  private readonly lost = new AbortController();
  private readonly signal: AbortSignal;
  private readonly heartbeats: NodeJS.Timeout;
  private begin: () => void = () => undefined;

  constructor(lease: TaskLease, owner: string, stopping: AbortSignal, options: TaskWorkerOptions) {
    this.lease = lease;
    this.owner = owner;
    this.options = options;
    this.signal = AbortSignal.any([this.lost.signal, stopping]);
    const turn = new Promise<void>((resolve) => (this.begin = resolve));
    this.signal.addEventListener('abort', () => this.begin());
    this.heartbeats = setInterval(() => void this.heartbeat(), options.heartbeatMs ?? 3_000);
    this.done = turn
      .then(() => this.work())
      .catch((error: unknown) => options.onError?.(error))
      .finally(() => clearInterval(this.heartbeats));
  }

  get command(): TaskCommand {
    return this.lease.command;
  }

  /** Its lease went to a newer try. */
  giveUp(): void {
    this.lost.abort();
  }

  /** Its turn has come. */
  start(): void {
    this.started = true;
    this.begin();
  }

  /**
   * Order of effects: 1. `running`, 2. the task's own (idempotent), 3. its result, 4. the lease. A crash before 4 runs
   * the try again; the result is published again under the same id.
   */
  private async work(): Promise<void> {
    if (this.signal.aborted) return;
    const { command } = this.lease;
    if (command.cancel === true) {
      await this.untilDone(() => this.options.leases.finish(command, this.owner));
      return;
    }
    const parent = traceContext(this.lease.traceparent);
    const span = trace
      .getTracer('headroom.messaging')
      .startSpan(`task ${command.task.task_id}`, {}, parent);
    span.setAttribute(ATTRIBUTES.task, command.task.task_id);
    try {
      await context.with(trace.setSpan(parent, span), async () => {
        await this.publish(resultEvent(this.lease, this.owner, RUNNING));
        const report = await this.run();
        // Given up, not failed: whoever has the lease now tells the result.
        if (this.signal.aborted) return;
        if (report.error !== null) {
          span.setStatus({ code: SpanStatusCode.ERROR, message: report.error.message });
        }
        await this.tell(report);
        await this.untilDone(() => this.options.leases.finish(command, this.owner));
      });
    } finally {
      span.end();
    }
  }

  private async run(): Promise<Omit<TaskResult, 'task' | 'try_number' | 'host'>> {
    const reports = new ProgressReports(this.options.progressMs ?? 2_000, (progress) =>
      this.options.publisher
        .publish([resultEvent(this.lease, this.owner, { ...RUNNING, progress })])
        .catch((error: unknown) => this.options.onError?.(error)),
    );
    try {
      const outputs = await this.options.run(this.lease.command, {
        signal: this.signal,
        report: (progress) => reports.report(progress),
      });
      // What is no JSON fails the task here, where it can still be told.
      return succeeded(
        z.record(z.string(), z.unknown()).parse(JSON.parse(JSON.stringify(outputs))),
      );
    } catch (error) {
      return failed(error);
    } finally {
      await reports.end();
    }
  }

  /** A result that cannot be sent (outputs too large for an event) fails the task, or it would run for ever. */
  private async tell(report: Parameters<typeof resultEvent>[2]): Promise<void> {
    try {
      await this.publish(resultEvent(this.lease, this.owner, report));
    } catch (error) {
      await this.publish(resultEvent(this.lease, this.owner, failed(error)));
    }
  }

  private publish(event: EventToSend): Promise<void> {
    return this.untilDone(() => this.options.publisher.publish([event]));
  }

  /** Waits for a server that is away; gives up when the lease is lost or the service stops. */
  private async untilDone(effect: () => Promise<unknown>): Promise<void> {
    for (let failures = 0; !this.signal.aborted;) {
      try {
        await effect();
        return;
      } catch (error) {
        if (!isInfrastructureError(error)) throw error;
        this.options.onError?.(error);
        await pause(backoffMs(DEFAULT_RETRY, ++failures), this.signal);
      }
    }
  }

  private async heartbeat(): Promise<void> {
    try {
      if (!(await this.options.leases.heartbeat(this.lease.command, this.owner))) this.lost.abort();
    } catch (error) {
      // The store may be back before the lease runs out; if not, another owner claims it and the next answer is false.
      this.options.onError?.(error);
    }
  }
}

const traceContext = (traceparent: string | null): Context =>
  traceparent === null ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, { traceparent });
