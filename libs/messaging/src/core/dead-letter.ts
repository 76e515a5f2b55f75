import { TOPICS } from '@headroom/contracts';
import type { DeadLetter, Topic } from '@headroom/contracts';
import { derivedEventId } from '../codec/derived-event-id.ts';
import type { DeadLetterOutcome } from '../outcome.ts';
import type { Delivered, EventToSend } from '../port.ts';
import { cutMessage } from './cut-message.ts';

const byName: ReadonlyMap<string, Topic> = new Map(Object.values(TOPICS).map((t) => [t.name, t]));

/** The event that carries a refused message; null where the topic has no dead letters of its own. */
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
    message: outcome.message.slice(0, MAX_MESSAGE),
    ...(outcome.field === undefined ? {} : { field: outcome.field }),
    topic: message.topic,
    partition: message.partition,
    offset: message.offset,
    consumer_group: group,
    attempts,
    ...cutMessage(message),
  };
  return {
    topic: target,
    id: derivedEventId(message, `dead-letter/${group}`, message.key ?? ''),
    source: `headroom/${group}`,
    key: keyOf(message),
    cause: message,
    data,
  };
}

/** A longer one is no key that anyone groups by, and would not fit into the letter twice. */
const MAX_KEY = 1_024;
/** What the errors of databases and parsers say may quote what they were given. */
const MAX_MESSAGE = 4_000;

const keyOf = ({ key, topic, partition }: Delivered): string =>
  key === null || key.length > MAX_KEY ? `${topic}/${partition}` : key;
