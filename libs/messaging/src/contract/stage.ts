import { TOPICS } from '@headroom/contracts';
import type { DeadLetter, Topic } from '@headroom/contracts';
import { vi } from 'vitest';
import { decodeJson } from '../codec/decode.ts';
import { OK } from '../outcome.ts';
import type {
  BatchContext,
  BatchHandler,
  Consumer,
  Delivered,
  EventToSend,
  MessageBus,
  Outcome,
  Subscription,
} from '../port.ts';
import type { Subject } from './subject.ts';

const WAIT = { timeout: 30_000, interval: 10 };
export const until = (condition: () => boolean | Promise<boolean>) => vi.waitUntil(condition, WAIT);

export const textOf = (m: Pick<Delivered, 'value'>) => Buffer.from(m.value ?? []).toString();

export function trigger(id: string, more: Partial<EventToSend> = {}): EventToSend {
  const head = { topic: TOPICS.pipelineTriggers, id, source: 'headroom/test', key: id };
  return { ...head, data: { id, dag_id: 'dag' }, ...more };
}

/** A started consumer and all that its handler has seen. */
export interface Probe {
  readonly consumer: Consumer;
  readonly bus: MessageBus;
  readonly seen: Delivered[];
  readonly batches: number[];
  readonly contexts: BatchContext[];
}

/** A test's processes, ended after it. */
export class Stage {
  readonly subject: Subject;
  private readonly buses: MessageBus[] = [];

  constructor(subject: Subject) {
    this.subject = subject;
  }

  bus(): MessageBus {
    const bus = this.subject.bus();
    this.buses.push(bus);
    return bus;
  }

  /** Starts a process that consumes; `handle` runs after the messages were noted. */
  consume(
    topic: Topic,
    group: string,
    handle: (
      ...args: Parameters<BatchHandler>
    ) => Promise<readonly Outcome[] | undefined> = async () => undefined,
    options: Partial<Subscription> = {},
  ): Probe {
    const bus = this.bus();
    const seen: Delivered[] = [];
    const batches: number[] = [];
    const contexts: BatchContext[] = [];
    const consumer = bus.subscribe({
      topic,
      group,
      retry: { baseMs: 5, maxMs: 20 },
      ...options,
      handler: async (messages, context) => {
        seen.push(...messages);
        batches.push(messages.length);
        contexts.push(context);
        return (await handle(messages, context)) ?? messages.map(() => OK);
      },
    });
    return { consumer, bus, seen, batches, contexts };
  }

  caughtUp(topic: Topic, group: string): Promise<unknown> {
    return until(async () => (await this.subject.admin.lag(topic, group)) === 0);
  }

  /** The first `count` messages of a topic, as another group reads them. */
  async read(topic: Topic, count: number): Promise<readonly Delivered[]> {
    const probe = this.consume(topic, 'reader');
    await until(() => probe.seen.length >= count);
    await probe.bus.close();
    return probe.seen;
  }

  async deadLetters(topic: typeof TOPICS.platformRejected, count: number): Promise<DeadLetter[]> {
    const messages = await this.read(topic, count);
    return messages.map((message) => {
      const decoded = decodeJson(topic, message);
      if (!decoded.ok) throw new Error(decoded.rejection.message);
      return decoded.data;
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.buses.map((bus) => bus.close()));
  }
}
