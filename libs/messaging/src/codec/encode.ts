import { CE_HEADERS, HeadroomError } from '@headroom/contracts';
import { context, propagation } from '@opentelemetry/api';
import type { EventToSend } from '../port.ts';
import { sized } from './event-size.ts';
import { rejectionOf } from './rejection.ts';

export interface EncodedEvent {
  readonly topic: EventToSend['topic'];
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Record<string, string>;
  readonly partition?: number;
}

/** CloudEvents binary mode. The trace context is that of the event's cause, or else the active one. @throws INVALID_DATA */
export function encodeEvent(event: EventToSend): EncodedEvent {
  const { topic } = event;
  const body = bodyOf(event);
  const headers: Record<string, string> = {
    [CE_HEADERS.id]: event.id,
    [CE_HEADERS.source]: event.source,
    [CE_HEADERS.type]: topic.type,
    [CE_HEADERS.specversion]: '1.0',
    [CE_HEADERS.dataschema]: topic.version,
    [CE_HEADERS.contentType]: body.contentType,
  };
  if (event.subject !== undefined) headers[CE_HEADERS.subject] = event.subject;
  if (event.time !== undefined) headers[CE_HEADERS.time] = event.time;
  propagation.inject(event.cause?.trace ?? context.active(), headers);
  return sized({
    topic,
    key: event.key,
    value: body.value,
    headers,
    ...(event.partition === undefined ? {} : { partition: event.partition }),
  });
}

function bodyOf(event: EventToSend): { value: Buffer; contentType: string } {
  const { topic } = event;
  if ('bytes' in event) {
    if (topic.schema !== null) {
      throw new HeadroomError(
        'INVALID_DATA',
        `event ${event.id}: ${topic.name} carries JSON, not ${event.contentType}; pass \`data\``,
      );
    }
    const { buffer, byteOffset, byteLength } = event.bytes;
    return { value: Buffer.from(buffer, byteOffset, byteLength), contentType: event.contentType };
  }
  if (topic.schema === null) {
    throw new HeadroomError(
      'INVALID_DATA',
      `event ${event.id}: ${topic.name} carries packed bytes; pass \`bytes\` and \`contentType\``,
    );
  }
  if (!topic.checkedOnPublish) {
    return { value: Buffer.from(JSON.stringify(event.data)), contentType: 'application/json' };
  }
  const parsed = topic.schema.safeParse(event.data);
  if (!parsed.success) {
    const { reason, message } = rejectionOf(parsed.error, event.data);
    throw new HeadroomError('INVALID_DATA', `event ${event.id} for ${topic.name}: ${message}`, {
      details: { reason },
    });
  }
  return { value: Buffer.from(JSON.stringify(parsed.data)), contentType: 'application/json' };
}
