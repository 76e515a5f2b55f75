import type { Kafka, Message, Producer } from 'kafkajs';
import { encodeEvent } from '../codec/encode.ts';
import type { EncodedEvent } from '../codec/encode.ts';
import { bytesOf, MAX_EVENT_BYTES } from '../codec/event-size.ts';
import { partitionOf } from '../codec/partitioner.ts';
import type { EventToSend, Publisher } from '../port.ts';
import { kafkaError } from './errors.ts';

/** More in one request would keep those that wait for the next one for milliseconds. */
const REQUEST_EVENTS = 1_000;

interface Pending {
  readonly events: readonly EncodedEvent[];
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Idempotent, acks all, one request at a time: publications that arrive meanwhile share the next one, so that order
 * within a partition is the order of calls and many small callers need few requests.
 */
export class KafkaPublisher implements Publisher {
  private readonly client: Kafka;
  private readonly namespace: string;
  private readonly queue: Pending[] = [];
  private producer: Producer | null = null;
  private sending: Promise<void> | null = null;

  constructor(client: Kafka, namespace: string) {
    this.client = client;
    this.namespace = namespace;
  }

  async publish(events: readonly EventToSend[]): Promise<void> {
    const encoded = events.map((event) => encodeEvent(event));
    if (encoded.length === 0) return;
    await new Promise<void>((resolve, reject) => {
      this.queue.push({ events: encoded, resolve, reject });
      this.sending ??= this.drain();
    });
  }

  async close(): Promise<void> {
    await this.sending;
    await this.discard();
  }

  private async drain(): Promise<void> {
    // Publications of all that is ready to run now ride together from the first request on.
    await new Promise((resolve) => setImmediate(resolve));
    for (let group = this.nextGroup(); group.length > 0; group = this.nextGroup()) {
      try {
        for (const request of requestsOf(group.flatMap((p) => p.events))) await this.send(request);
        for (const pending of group) pending.resolve();
      } catch (error) {
        for (const pending of group) pending.reject(error);
      }
    }
    this.sending = null;
  }

  private nextGroup(): Pending[] {
    const group: Pending[] = [];
    for (let count = 0; ;) {
      const next = this.queue[0];
      if (next === undefined) return group;
      count += next.events.length;
      if (group.length > 0 && count > REQUEST_EVENTS) return group;
      group.push(next);
      this.queue.shift();
    }
  }

  private async send(events: readonly EncodedEvent[]): Promise<void> {
    const byTopic = new Map<string, Message[]>();
    for (const { topic, key, value, headers, partition } of events) {
      const name = this.namespace + topic.name;
      const messages = byTopic.get(name) ?? [];
      byTopic.set(name, messages);
      messages.push({ key, value, headers, ...(partition === undefined ? {} : { partition }) });
    }
    const topicMessages = [...byTopic].map(([topic, messages]) => ({ topic, messages }));
    try {
      this.producer ??= await this.connect();
      await this.producer.sendBatch({ topicMessages, acks: -1 });
    } catch (error) {
      // Its sequence numbers may be ahead of ours now: the broker would take the next batch for a repetition of this
      // one and drop it. A new producer has an id of its own.
      await this.discard();
      throw kafkaError(error, `publishing to ${topicMessages.map((t) => t.topic).join(', ')}`);
    }
  }

  private async connect(): Promise<Producer> {
    const producer = this.client.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner:
        () =>
        ({ message, partitionMetadata }) =>
          message.partition ?? partitionOf(message.key ?? '', partitionMetadata.length),
    });
    await producer.connect();
    return producer;
  }

  private async discard(): Promise<void> {
    const { producer } = this;
    this.producer = null;
    await producer?.disconnect();
  }
}

function* requestsOf(events: readonly EncodedEvent[]): Generator<EncodedEvent[]> {
  let request: EncodedEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const size = bytesOf(event);
    if (
      request.length === REQUEST_EVENTS ||
      (request.length > 0 && bytes + size > MAX_EVENT_BYTES)
    ) {
      yield request;
      request = [];
      bytes = 0;
    }
    request.push(event);
    bytes += size;
  }
  if (request.length > 0) yield request;
}
