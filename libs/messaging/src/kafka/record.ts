import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { LogRecord } from '../port.ts';

export function recordOf(topic: string, partition: number, message: KafkaMessage): LogRecord {
  return {
    topic,
    partition,
    offset: Number(message.offset),
    key: message.key?.toString('utf8') ?? null,
    keyBytes: message.key,
    value: message.value,
    headers: headersOf(message.headers ?? {}),
    ingestedAt: Number(message.timestamp),
  };
}

/** As text; of a header that is repeated, the first. */
function headersOf(headers: IHeaders): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) texts[name] = first.toString();
  }
  return texts;
}
