import { CE_HEADERS, DATA_CONTRACTS } from '@headroom/contracts';
import type { CloudEventAttributes } from '@headroom/contracts';
import type { LogRecord } from '../port.ts';

/** A producer that does not name itself is held to the contract of unknown producers. */
const UNKNOWN_SOURCE = DATA_CONTRACTS[2].producer;

/** CloudEvents attributes of a message; what a foreign producer left out is filled from where the message stands. */
export function attributesOf(
  record: Pick<LogRecord, 'topic' | 'partition' | 'offset' | 'headers'>,
): CloudEventAttributes {
  const header = (name: string) => record.headers[name] || undefined;
  const subject = header(CE_HEADERS.subject);
  const time = header(CE_HEADERS.time);
  return {
    id: header(CE_HEADERS.id) ?? `${record.topic}/${record.partition}/${record.offset}`,
    source: header(CE_HEADERS.source) ?? UNKNOWN_SOURCE,
    type: header(CE_HEADERS.type) ?? `headroom.${record.topic}`,
    specversion: '1.0',
    ...(subject === undefined ? {} : { subject }),
    ...(time === undefined ? {} : { time }),
  };
}
