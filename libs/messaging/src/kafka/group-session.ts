import type { Consumer as KafkaJsConsumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { LagGauge } from '../core/lag.ts';
import { pause } from '../core/pause.ts';
import { processBatch } from '../core/process-batch.ts';
import { DEFAULT_RETRY } from '../core/retry.ts';
import type { LogRecord, Publisher, Subscription } from '../port.ts';
import { errorType } from './errors.ts';
import type { KafkaOptions } from './options.ts';
import { recordOf } from './record.ts';
import { SharedCommits } from './shared-commits.ts';
import { stickyAssigner } from './sticky-assigner.ts';

export interface SessionParts {
  readonly client: Kafka;
  readonly options: KafkaOptions;
  readonly subscription: Subscription;
  readonly publisher: Publisher;
  readonly lag: LagGauge;
  readonly stopping: AbortSignal;
  joined(): void;
  ticked(): void;
  /** A partition waits for a server that its handler needs; null: no longer. */
  waiting(partition: number, reason: string | null): void;
}

const HEARTBEAT_MS = 1_000;
/** How long a fetch waits for all that it gathers. */
const GATHER_MS = 100;
/** How long one waits for the first message, which ends it at once. It bounds stopping; shorter ones keep idle services busy with asking. */
const IDLE_FETCH_MS = 300;
/** Answers to a heartbeat or a commit that say: the partitions are someone else's already. */
const EXPELLED = new Set(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID']);

/** One membership of the group, from connecting to leaving, stopping or crashing. */
export class GroupSession {
  private readonly parts: SessionParts;
  private readonly consumer: KafkaJsConsumer;
  private readonly topicName: string;
  private readonly commits: SharedCommits;
  /** Of the present generation: aborted when the member has lost its partitions. */
  private lost = new AbortController();
  /** The group waits for its members to join again: what runs is finished, nothing new is begun. */
  private rebalancing = false;
  private owned: readonly number[] = [];
  private readonly ended = new AbortController();

  constructor(parts: SessionParts) {
    this.parts = parts;
    const { options, subscription } = parts;
    this.topicName = (options.namespace ?? '') + subscription.topic.name;
    this.commits = new SharedCommits(this.topicName);
    this.consumer = parts.client.consumer({
      groupId: `${options.namespace ?? ''}${subscription.group}.${subscription.topic.name}`,
      allowAutoTopicCreation: false,
      partitionAssigners: [stickyAssigner(() => this.owned)],
      sessionTimeout: options.sessionTimeoutMs ?? 10_000,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: options.rebalanceTimeoutMs ?? 30_000,
      minBytes: subscription.gatherBytes ?? 1,
      maxWaitTimeInMs: subscription.gatherBytes === undefined ? IDLE_FETCH_MS : GATHER_MS,
      retry: { restartOnFailure: async () => false },
    });
  }

  /** Resolves when it was stopped and has drained; rejects when it crashed. */
  async run(): Promise<void> {
    const { subscription, stopping } = this.parts;
    const ended = this.watch();
    try {
      await this.consumer.connect();
      await this.consumer.subscribe({
        topics: [this.topicName],
        fromBeginning: true,
      });
      if (stopping.aborted) return;
      await this.consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: subscription.concurrency ?? 1,
        eachBatch: (payload) => this.handle(payload),
      });
      await ended;
    } finally {
      this.ended.abort();
      await this.consumer.disconnect();
      this.parts.lag.clear();
    }
  }

  private watch(): Promise<void> {
    const { parts, consumer } = this;
    consumer.on(consumer.events.FETCH, () => parts.ticked());
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      this.owned = payload.memberAssignment[this.topicName] ?? [];
      this.lost.abort();
      this.lost = new AbortController();
      this.rebalancing = false;
      parts.lag.clear();
      parts.joined();
    });
    const ended = new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      // A signal that outlives the membership must not keep it, with the messages it holds, in memory.
      parts.stopping.addEventListener('abort', () => resolve(), { signal: this.ended.signal });
    });
    // It may crash while it is still starting, before anyone awaits.
    ended.catch(() => undefined);
    return ended;
  }

  private async handle(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const { subscription, stopping } = this.parts;
    const { lost } = this;
    const records = batch.messages.map((m) =>
      recordOf(subscription.topic.name, batch.partition, m),
    );
    const size = subscription.maxBatch ?? 500;
    const beats = setInterval(() => void this.heartbeat(payload, lost), HEARTBEAT_MS);
    try {
      for (let from = 0; from < records.length; from += size) {
        if (stopping.aborted || lost.signal.aborted || this.rebalancing || payload.isStale())
          return;
        const chunk = records.slice(from, from + size);
        if (!(await this.process(payload, chunk, lost))) return;
      }
    } finally {
      clearInterval(beats);
    }
  }

  private process(
    payload: EachBatchPayload,
    records: readonly LogRecord[],
    lost: AbortController,
  ): Promise<boolean> {
    const { parts } = this;
    const { subscription, publisher, stopping, lag } = parts;
    const { partition, highWatermark } = payload.batch;
    let slept = false;
    return processBatch(
      {
        topic: subscription.topic,
        group: subscription.group,
        handler: subscription.handler,
        publisher,
        retry: { ...DEFAULT_RETRY, ...subscription.retry },
        signal: lost.signal,
        heartbeat: () => {
          parts.ticked();
          return this.heartbeat(payload, lost);
        },
        commit: async (next) => {
          await this.commits.add(payload, { partition, offset: String(next) });
          payload.resolveOffset(String(next - 1));
          lag.set(partition, Number(highWatermark) - next);
          parts.ticked();
        },
        sleep: async (ms) => {
          slept = true;
          parts.ticked();
          await pause(ms, AbortSignal.any([stopping, lost.signal]));
        },
        // A batch that only waits is given up for a stop or a rebalance; one that works is finished first.
        abandoned: () =>
          lost.signal.aborted ||
          payload.isStale() ||
          (slept && (stopping.aborted || this.rebalancing)),
        waiting: (reason) => parts.waiting(partition, reason),
        failed: (err) =>
          parts.options.logger.warn(
            { err, topic: subscription.topic.name, group: subscription.group, partition },
            'a handler failed on a batch; it is tried again, and what fails for good goes to dead letters',
          ),
      },
      records,
    );
  }

  /** Keeps the membership through a long batch, and learns from the answer when it is over. */
  private async heartbeat(payload: EachBatchPayload, lost: AbortController): Promise<void> {
    try {
      await payload.heartbeat();
    } catch (error) {
      const type = errorType(error) ?? '';
      if (EXPELLED.has(type)) lost.abort();
      else if (type === 'REBALANCE_IN_PROGRESS') this.rebalancing = true;
      // Else the connection is broken; the client mends it, and the commit tells whether that was in time.
    }
  }
}
