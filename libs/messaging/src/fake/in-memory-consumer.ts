import { firstOf } from '../core/first-of.ts';
import { pause } from '../core/pause.ts';
import { processBatch } from '../core/process-batch.ts';
import { DEFAULT_RETRY } from '../core/retry.ts';
import type { Consumer, ConsumerHealth, LogRecord, Publisher, Subscription } from '../port.ts';
import type { ConsumerGroup, Member } from './consumer-group.ts';

interface Options {
  readonly subscription: Subscription;
  readonly publisher: Publisher;
  readonly group: ConsumerGroup;
  readonly log: (partition: number) => readonly LogRecord[];
}

export class InMemoryConsumer implements Consumer, Member {
  readonly joined = Promise.resolve();
  private readonly options: Options;
  private readonly stopping = new AbortController();
  private seenGeneration = -1;
  private lost = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private wakeUp: () => void = () => undefined;
  private readonly waits = new Map<number, string>();
  private tickedAt = Date.now();
  private idle = false;

  constructor(options: Options) {
    this.options = options;
  }

  start(): void {
    this.options.group.join(this);
    this.running = this.loop();
  }

  wake(): void {
    if (this.options.group.generation !== this.seenGeneration) this.lost.abort();
    this.wakeUp();
  }

  health(): ConsumerHealth {
    const { topic, group } = this.options.subscription;
    const reason = this.stopping.signal.aborted ? 'stopped' : firstOf(this.waits);
    const tickedAt = this.idle ? Date.now() : this.tickedAt;
    return { topic: topic.name, group, ready: reason === null, reason, tickedAt };
  }

  async stop(): Promise<void> {
    if (this.stopping.signal.aborted) return this.running;
    this.stopping.abort();
    this.wakeUp();
    await this.running;
    this.options.group.leave(this);
  }

  private async loop(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const woken = new Promise<void>((resolve) => (this.wakeUp = resolve));
      this.tickedAt = Date.now();
      this.idle = !(await this.turn());
      if (this.idle) await woken;
      this.idle = false;
    }
  }

  /** One batch of each partition that has one; false when there was nothing to do. */
  private async turn(): Promise<boolean> {
    const { group } = this.options;
    if (group.generation !== this.seenGeneration) {
      this.seenGeneration = group.generation;
      this.lost = new AbortController();
    }
    const partitions = group.partitionsOf(this);
    const concurrency = this.options.subscription.concurrency ?? 1;
    let worked = false;
    for (let i = 0; i < partitions.length; i += concurrency) {
      const some = partitions.slice(i, i + concurrency);
      const done = await Promise.all(some.map((partition) => this.handle(partition)));
      worked ||= done.includes(true);
    }
    return worked;
  }

  private async handle(partition: number): Promise<boolean> {
    const { subscription, group, log, publisher } = this.options;
    const { signal } = this.lost;
    if (signal.aborted || this.stopping.signal.aborted) return true;
    const position = group.committed[partition] ?? 0;
    const records = log(partition).slice(position, position + (subscription.maxBatch ?? 500));
    if (records.length === 0) return false;
    const stops = AbortSignal.any([this.stopping.signal, signal]);
    let waited = false;
    await processBatch(
      {
        topic: subscription.topic,
        group: subscription.group,
        handler: subscription.handler,
        publisher,
        retry: { ...DEFAULT_RETRY, ...subscription.retry },
        signal,
        heartbeat: async () => {
          this.tickedAt = Date.now();
        },
        commit: async (next) => {
          group.commit(partition, next);
        },
        sleep: async (ms) => {
          waited = true;
          await pause(ms, stops);
        },
        abandoned: () => signal.aborted || (waited && this.stopping.signal.aborted),
        failed: () => undefined,
        waiting: (reason) => {
          if (reason === null) this.waits.delete(partition);
          else this.waits.set(partition, reason);
        },
      },
      records,
    );
    return true;
  }
}
