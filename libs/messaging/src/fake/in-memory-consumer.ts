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
  private readonly options: Options;
  private readonly stopping = new AbortController();
  private readonly positions = new Map<number, number>();
  private seenGeneration = -1;
  private lost = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private wakeUp: () => void = () => undefined;
  private waitingFor: string | null = null;
  private tickedAt = Date.now();

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
    const reason = this.stopping.signal.aborted ? 'stopped' : this.waitingFor;
    return { topic: topic.name, group, ready: reason === null, reason, tickedAt: this.tickedAt };
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
      if (!(await this.turn())) await woken;
    }
  }

  /** One batch of each partition that has one; false when there was nothing to do. */
  private async turn(): Promise<boolean> {
    const { group } = this.options;
    if (group.generation !== this.seenGeneration) {
      this.seenGeneration = group.generation;
      this.lost = new AbortController();
      this.positions.clear();
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
    const position = this.position(partition);
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
          this.positions.set(partition, next);
        },
        sleep: async (ms) => {
          waited = true;
          await pause(ms, stops);
        },
        abandoned: () => signal.aborted || (waited && this.stopping.signal.aborted),
        waiting: (reason) => (this.waitingFor = reason),
      },
      records,
    );
    return true;
  }

  private position(partition: number): number {
    const known = this.positions.get(partition) ?? this.options.group.committed[partition];
    if (known !== undefined) return known;
    const latest = this.options.subscription.from === 'latest';
    const start = latest ? this.options.log(partition).length : 0;
    this.positions.set(partition, start);
    return start;
  }
}
