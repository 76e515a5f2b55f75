import type { DeadLetter } from '@headroom/contracts';
import type { Delivered } from '../port.ts';

/** Together, as base64 and as escaped JSON, they stay below what an event may have. */
const VALUE_BYTES = 500_000;
const KEY_BYTES = 4_096;
const HEADERS_LENGTH = 16_384;
const HEADER_LENGTH = 1_024;

type Original = Pick<DeadLetter, 'headers' | 'key_base64' | 'value_base64' | 'cut'>;

/**
 * The original as a dead letter carries it: whole, or cut where it would make the letter larger than the broker takes.
 * Otherwise a large message could be neither used nor set aside, and would hold up its partition for good.
 */
export function cutMessage({ keyBytes, value, headers }: Delivered): Original {
  const kept = keptHeaders(headers);
  const cut: NonNullable<Original['cut']> = [];
  if (kept !== headers) cut.push('headers');
  if ((keyBytes?.length ?? 0) > KEY_BYTES) cut.push('key');
  if ((value?.length ?? 0) > VALUE_BYTES) cut.push('value');
  return {
    headers: kept,
    key_base64: base64(keyBytes, KEY_BYTES),
    value_base64: base64(value, VALUE_BYTES),
    ...(cut.length === 0 ? {} : { cut }),
  };
}

function keptHeaders(headers: Record<string, string>): Record<string, string> {
  const entries = Object.entries(headers);
  const length = entries.reduce((sum, [name, text]) => sum + name.length + text.length, 0);
  if (length <= HEADERS_LENGTH) return headers;
  let room = HEADERS_LENGTH;
  const kept: [string, string][] = [];
  for (const [name, text] of entries) {
    const part = text.slice(0, HEADER_LENGTH);
    room -= name.length + part.length;
    if (room < 0) break;
    kept.push([name, part]);
  }
  return Object.fromEntries(kept);
}

const base64 = (bytes: Uint8Array | null, limit: number): string | null =>
  bytes === null ? null : Buffer.from(bytes.subarray(0, limit)).toString('base64');
