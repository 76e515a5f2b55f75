import { HeadroomError } from '@headroom/contracts';
import type { EncodedEvent } from './encode.ts';

/** The broker takes 1 MiB a partition and request; headers and framing need room. */
export const MAX_EVENT_BYTES = 900_000;

/** Upper bound: framing and headers of an event of ours take less than 1 KiB unless they are longer by themselves. */
export function bytesOf({ key, value, headers }: EncodedEvent): number {
  let size = value.length + key.length * 3 + 128;
  for (const name of Object.keys(headers)) {
    size += name.length + (headers[name] ?? '').length * 3 + 8;
  }
  return size;
}

/** @throws INVALID_DATA on an event that the broker would refuse */
export function sized(event: EncodedEvent): EncodedEvent {
  const bytes = bytesOf(event);
  if (bytes <= MAX_EVENT_BYTES) return event;
  throw new HeadroomError(
    'INVALID_DATA',
    `an event for ${event.topic.name} (key ${event.key.slice(0, 200)}) has ${bytes} bytes, more than ${MAX_EVENT_BYTES}; put the data in the object store and send its reference`,
  );
}
