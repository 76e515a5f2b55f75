import type { CloudEventAttributes, RejectionReason, Topic } from '@headroom/contracts';
import type { Context } from '@opentelemetry/api';

/** A message as it stands in the log, before anyone handles it. */
export interface LogRecord {
  /** Name in contracts, without the namespace that a test may have put before it. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  /** The key as it came: a foreign producer's need not be text. */
  readonly keyBytes: Uint8Array | null;
  /** Null is a tombstone. */
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Ingest time, epoch ms: when the broker took it (LogAppendTime). */
  readonly ingestedAt: number;
}

/** A message in a handler's hands. */
export interface Delivered extends LogRecord {
  /** Its CloudEvents attributes; a foreign message without them gets id `<topic>/<partition>/<offset>` and the http source. */
  readonly event: CloudEventAttributes;
  /** Trace context of its consumer span: work done for this message alone runs in it. */
  readonly trace: Context;
}

interface EventHead {
  readonly topic: Topic;
  /** `ce_id`: unique per source. For a derived event use `derivedEventId`, so that a repetition is recognised. */
  readonly id: string;
  readonly source: string;
  readonly key: string;
  readonly subject?: string;
  /** Event time, ISO 8601 (`ce_time`). */
  readonly time?: string;
  /** The message that this event follows from: the event rides in its trace. Without it, the active trace. */
  readonly cause?: Pick<Delivered, 'trace'>;
  /** Overrides the partitioner. */
  readonly partition?: number;
}

/** JSON is checked against the schema of its topic (one that is `checkedOnPublish`) before anything is sent; bytes are for topics without one. */
export type EventToSend = EventHead &
  ({ readonly data: unknown } | { readonly bytes: Uint8Array; readonly contentType: string });

export interface Publisher {
  /**
   * Resolves when every event is on all in-sync replicas; one request a call. An invalid event throws INVALID_DATA and
   * none is sent; an unreachable broker throws UNAVAILABLE (retriable: some may have been sent).
   */
  publish(events: readonly EventToSend[]): Promise<void>;
}

export type Outcome =
  | { readonly kind: 'ok' }
  | {
      readonly kind: 'dead-letter';
      readonly reason: RejectionReason;
      /** What is wrong, naming field and value, and the fix. */
      readonly message: string;
      readonly field?: string;
    }
  | { readonly kind: 'drop'; readonly reason: string };

export interface BatchContext {
  /** Tells broker and health check that a long batch makes progress: call it between chunks of work. */
  heartbeat(): Promise<void>;
  /** Aborted when the batch is no longer this consumer's: its offset will not be committed. */
  readonly signal: AbortSignal;
}

/**
 * Handles messages of one partition in their order, and answers with one outcome per message, in the same order.
 * It is called again with the same messages after an error or a crash: its effects are idempotent by keys that come
 * from the event. To refuse one message, return its outcome; a thrown error means that the batch was not handled.
 */
export type BatchHandler = (
  messages: readonly Delivered[],
  context: BatchContext,
) => Promise<readonly Outcome[]>;

export interface SubscribeOptions {
  /** Messages a handler call gets at most (back-pressure); 500 unless told. */
  readonly maxBatch?: number;
  /** Partitions handled at the same time; 1 unless told: then the handler is the only mutator of its process. */
  readonly concurrency?: number;
  /**
   * A fetch waits for so many bytes, 100 ms at most: fewer and larger batches of what is in no hurry; 1 unless told.
   */
  readonly gatherBytes?: number;
  readonly retry?: Partial<RetryPolicy>;
}

export interface RetryPolicy {
  /** Times a whole batch is tried before its messages are tried one by one. */
  readonly attempts: number;
  readonly baseMs: number;
  readonly maxMs: number;
}

export interface Subscription extends SubscribeOptions {
  readonly topic: Topic;
  /**
   * Usually the service's name. The consumer group is `<group>.<topic>`: one consumer per topic and group. A new group
   * starts at the oldest message.
   */
  readonly group: string;
  readonly handler: BatchHandler;
}

export interface ConsumerHealth {
  readonly topic: string;
  readonly group: string;
  /** False until it has joined its group, and while it waits for a server that its handler needs. */
  readonly ready: boolean;
  /** Why it is not ready. */
  readonly reason: string | null;
  /** Epoch ms when the loop last turned: a live process ticks although nothing arrives. */
  readonly tickedAt: number;
}

export interface Consumer {
  /** Resolves when it has joined its group for the first time, or was stopped before. */
  readonly joined: Promise<void>;
  health(): ConsumerHealth;
  /** Draining: finishes the handler call that runs, commits it, leaves the group. */
  stop(): Promise<void>;
}

/** What a service needs of Kafka. */
export interface MessageBus {
  readonly publisher: Publisher;
  /** Starts at once; a broker that is away is waited for, and `health()` says so meanwhile. */
  subscribe(subscription: Subscription): Consumer;
  /** Stops the consumers (draining), then the publisher. */
  close(): Promise<void>;
}

export interface TopicAdmin {
  /** Creates what is missing, with partitions, retention and LogAppendTime of the declaration; harmless if repeated. */
  ensureTopics(topics: readonly Topic[]): Promise<void>;
  /** Messages that a group has not committed yet, over all partitions. */
  lag(topic: Topic, group: string): Promise<number>;
}
