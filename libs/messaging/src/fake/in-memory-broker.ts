import { HeadroomError } from '@headroom/contracts';
import type { Topic } from '@headroom/contracts';
import { encodeEvent } from '../codec/encode.ts';
import { partitionOf } from '../codec/partitioner.ts';
import type { LogRecord, MessageBus, Publisher, TopicAdmin } from '../port.ts';
import { InMemoryConsumer } from './in-memory-consumer.ts';
import { ConsumerGroup } from './consumer-group.ts';

/** A message as a foreign producer would write it: no CloudEvents headers, any bytes. */
export interface ForeignMessage {
  readonly key?: string | null;
  readonly value: string | Uint8Array | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly partition?: number;
}

/**
 * Kafka in memory: partitioned logs, consumer groups with committed offsets and rebalances. It passes the same contract
 * tests as the adapter. `bus()` gives what a process would have; the logs and offsets outlive every bus.
 */
export class InMemoryBroker implements TopicAdmin {
  private readonly logs = new Map<string, LogRecord[][]>();
  private readonly groups = new Map<string, ConsumerGroup>();
  private up = true;
  private readonly now: () => number;

  constructor(options: { now?: () => number } = {}) {
    this.now = options.now ?? Date.now;
  }

  bus(): MessageBus {
    const consumers: InMemoryConsumer[] = [];
    const publisher = this.publisher();
    return {
      publisher,
      subscribe: (subscription) => {
        const consumer = new InMemoryConsumer({
          subscription,
          publisher,
          log: (partition) => this.log(subscription.topic, partition),
          group: this.group(subscription.topic, subscription.group),
        });
        consumers.push(consumer);
        consumer.start();
        return consumer;
      },
      close: async () => {
        await Promise.all(consumers.map((c) => c.stop()));
      },
    };
  }

  /** While it is down, publishing throws UNAVAILABLE as an unreachable broker does. */
  setAvailable(up: boolean): void {
    this.up = up;
  }

  async ensureTopics(topics: readonly Topic[]): Promise<void> {
    for (const topic of topics) this.partitions(topic);
  }

  async lag(topic: Topic, group: string): Promise<number> {
    const { committed } = this.group(topic, group);
    return this.partitions(topic).reduce(
      (sum, log, p) => sum + log.length - (committed[p] ?? 0),
      0,
    );
  }

  /** Everything in a topic, partition by partition in order of offset. */
  records(topic: Topic): readonly LogRecord[] {
    return this.partitions(topic).flat();
  }

  /** Writes a message as a foreign producer would. */
  produce(topic: Topic, message: ForeignMessage): LogRecord {
    const key = message.key ?? null;
    const partition = message.partition ?? (key === null ? 0 : partitionOf(key, topic.partitions));
    const log = this.log(topic, partition);
    const record: LogRecord = {
      topic: topic.name,
      partition,
      offset: log.length,
      key,
      keyBytes: key === null ? null : Buffer.from(key),
      value: message.value === null ? null : Buffer.from(message.value),
      headers: { ...message.headers },
      ingestedAt: this.now(),
    };
    log.push(record);
    for (const group of this.groups.values()) if (group.topic === topic) group.wake();
    return record;
  }

  private publisher(): Publisher {
    return {
      publish: async (events) => {
        const encoded = events.map((event) => encodeEvent(event));
        if (!this.up) throw new HeadroomError('UNAVAILABLE', 'the in-memory broker is down');
        for (const { topic, ...message } of encoded) this.produce(topic, message);
      },
    };
  }

  private partitions(topic: Topic): LogRecord[][] {
    const existing = this.logs.get(topic.name);
    if (existing !== undefined) return existing;
    const created = Array.from({ length: topic.partitions }, (): LogRecord[] => []);
    this.logs.set(topic.name, created);
    return created;
  }

  private log(topic: Topic, partition: number): LogRecord[] {
    const log = this.partitions(topic)[partition];
    if (log === undefined) {
      throw new HeadroomError('INVALID_DATA', `${topic.name} has no partition ${partition}`);
    }
    return log;
  }

  private group(topic: Topic, name: string): ConsumerGroup {
    const id = `${name}.${topic.name}`;
    const existing = this.groups.get(id);
    if (existing !== undefined) return existing;
    const created = new ConsumerGroup(topic);
    this.groups.set(id, created);
    return created;
  }
}
