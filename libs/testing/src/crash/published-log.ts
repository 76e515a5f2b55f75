import { deepStrictEqual } from 'node:assert/strict';
import type { EventToSend, Publisher } from '@headroom/messaging';

/** An event as consumers see it: trace and cause left out, which differ between runs. */
export interface PublishedEvent {
  readonly topic: string;
  readonly id: string;
  readonly source: string;
  readonly key: string;
  readonly subject: string | null;
  readonly body: unknown;
}

/** Keeps what was really published, once per id: a repetition must say the same as the first time. */
export class PublishedLog implements Publisher {
  private readonly target: Publisher;
  private readonly byId = new Map<string, PublishedEvent>();

  constructor(target: Publisher) {
    this.target = target;
  }

  async publish(events: readonly EventToSend[]): Promise<void> {
    await this.target.publish(events);
    for (const event of events) this.add(event);
  }

  /** In the order of first publication. */
  events(): PublishedEvent[] {
    return [...this.byId.values()];
  }

  private add(event: EventToSend): void {
    const body =
      'bytes' in event
        ? Buffer.from(event.bytes).toString('base64')
        : (JSON.parse(JSON.stringify(event.data)) as unknown);
    const published: PublishedEvent = {
      topic: event.topic.name,
      id: event.id,
      source: event.source,
      key: event.key,
      subject: event.subject ?? null,
      body,
    };
    const id = `${published.topic} ${event.source} ${event.id}`;
    const first = this.byId.get(id);
    if (first === undefined) this.byId.set(id, published);
    else deepStrictEqual(published, first, `event ${id} was published again with other contents`);
  }
}
