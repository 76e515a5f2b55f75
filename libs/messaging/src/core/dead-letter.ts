import { TOPICS } from '@headroom/contracts';
import type { DeadLetter, Topic } from '@headroom/contracts';
import { derivedEventId } from '../codec/derived-event-id.ts';
import type { DeadLetterOutcome } from '../outcome.ts';
import type { Delivered, EventToSend } from '../port.ts';

const byName: ReadonlyMap<string, Topic> = new Map(Object.values(TOPICS).map((t) => [t.name, t]));

/** The event that carries a refused message, whole; null where the topic has no dead letters of its own. */
export function deadLetterEvent(
  topic: Topic,
  group: string,
  message: Delivered,
  outcome: DeadLetterOutcome,
  attempts: number,
): EventToSend | null {
  const target = topic.deadLetters === null ? undefined : byName.get(topic.deadLetters);
  if (target === undefined) return null;
  const data: DeadLetter = {
    reason: outcome.reason,
    message: outcome.message,
    ...(outcome.field === undefined ? {} : { field: outcome.field }),
    topic: message.topic,
    partition: message.partition,
    offset: message.offset,
    consumer_group: group,
    attempts,
    headers: message.headers,
    key_base64: base64(message.keyBytes),
    value_base64: base64(message.value),
  };
  return {
    topic: target,
    id: derivedEventId(message, `dead-letter/${group}`, message.key ?? ''),
    source: `headroom/${group}`,
    key: message.key ?? `${message.topic}/${message.partition}`,
    cause: message,
    data,
  };
}

const base64 = (bytes: Uint8Array | null) =>
  bytes === null ? null : Buffer.from(bytes).toString('base64');
