import { HeadroomError } from '@headroom/contracts';
import type { Topic } from '@headroom/contracts';
import type { z } from 'zod';
import { deadLetter } from '../outcome.ts';
import type { DeadLetterOutcome } from '../outcome.ts';
import type { LogRecord } from '../port.ts';
import { rejectionOf } from './rejection.ts';

export type Decoded<T> =
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly rejection: DeadLetterOutcome };

/** The body of a JSON topic, typed by the topic's schema, or the outcome that sends the message to dead letters. */
export function decodeJson<S extends z.ZodType>(
  topic: Topic<S>,
  message: Pick<LogRecord, 'value'>,
): Decoded<z.output<S>> {
  if (topic.schema === null) {
    throw new HeadroomError(
      'INTERNAL',
      `${topic.name} carries packed bytes: decode them, not JSON`,
    );
  }
  const json = parseJson(message.value);
  if (!json.ok) return json;
  const parsed = topic.schema.safeParse(json.data);
  return parsed.success
    ? { ok: true, data: parsed.data }
    : { ok: false, rejection: rejectionOf(parsed.error, json.data) };
}

/** Any JSON body, for a consumer that applies rules of its own. Invalid UTF-8 is not JSON. */
export function parseJson(value: Uint8Array | null): Decoded<unknown> {
  if (value === null || value.length === 0) {
    return refuse('the body is empty; send one JSON object a message');
  }
  try {
    return { ok: true, data: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value)) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuse(`the body is not JSON (${why}); send one JSON object a message, in UTF-8`);
  }
}

const refuse = (message: string): Decoded<never> => ({
  ok: false,
  rejection: deadLetter('NOT_JSON', message),
});
