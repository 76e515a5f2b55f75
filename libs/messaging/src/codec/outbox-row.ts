import { CE_HEADERS, HeadroomError, TOPICS, type Topic } from '@headroom/contracts';
import { ROOT_CONTEXT, propagation } from '@opentelemetry/api';
import type { EventToSend } from '../port.ts';
import { encodeEvent } from './encode.ts';

/** An event as a transaction keeps it until it is published (libs/storage's outbox). */
interface StoredEvent {
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Checks and encodes the event now, inside the transaction that tells it, with the trace that is active now. */
export function toOutboxRow(event: EventToSend): StoredEvent {
  const { topic, key, headers, value } = encodeEvent(event);
  return { topic: topic.name, key, headers, body: value };
}

/** The event again, in its own trace. */
export function fromOutboxRow(row: StoredEvent): EventToSend {
  const topic: Topic | undefined = Object.values<Topic>(TOPICS).find((t) => t.name === row.topic);
  const { [CE_HEADERS.id]: id, [CE_HEADERS.source]: source } = row.headers;
  if (topic === undefined || id === undefined || source === undefined) {
    throw new HeadroomError(
      'INTERNAL',
      `outbox row for ${row.topic}: its topic is not declared, or it was not written by toOutboxRow`,
    );
  }
  const subject = row.headers[CE_HEADERS.subject];
  return {
    topic,
    id,
    source,
    key: row.key,
    ...(subject === undefined ? {} : { subject }),
    data: JSON.parse(Buffer.from(row.body).toString()) as unknown,
    cause: { trace: propagation.extract(ROOT_CONTEXT, row.headers) },
  };
}
