import { TOPICS, type ModelChange } from '@headroom/contracts';
import type {
  BatchContext,
  Delivered,
  EventToSend,
  LogRecord,
  Publisher,
} from '@headroom/messaging';
import { ROOT_CONTEXT } from '@opentelemetry/api';

export const CONTEXT: BatchContext = {
  heartbeat: async () => undefined,
  signal: new AbortController().signal,
};

const delivered = (topic: string, offset: number, value: Uint8Array | null): Delivered => ({
  topic,
  partition: 0,
  offset,
  key: null,
  keyBytes: null,
  value,
  headers: {},
  ingestedAt: 0,
  event: { id: `${topic}/${offset}`, source: 'test', type: topic, specversion: '1.0' },
  trace: ROOT_CONTEXT,
});

export const vectorMessage = (offset: number, value: Uint8Array | null): Delivered =>
  delivered(TOPICS.featuresComputed.name, offset, value);

export const modelMessage = (offset: number, event: ModelChange): Delivered =>
  delivered(TOPICS.modelsChanges.name, offset, Buffer.from(JSON.stringify(event)));

/** As if it had just been read. */
export const asDelivered = ({ topic, offset, value }: LogRecord): Delivered =>
  delivered(topic, offset, value);

export class SentEvents implements Publisher {
  readonly sent: EventToSend[] = [];

  async publish(events: readonly EventToSend[]): Promise<void> {
    this.sent.push(...events);
  }
}
