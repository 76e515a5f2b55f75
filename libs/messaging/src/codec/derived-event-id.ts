import { createHash } from 'node:crypto';
import type { LogRecord } from '../port.ts';

/**
 * `ce_id` of an event that follows from a message: a function of where the cause stands in the log and of what is
 * derived from it, never of clock or chance, so that a second publication after a crash carries the same id.
 */
export function derivedEventId(
  cause: Pick<LogRecord, 'topic' | 'partition' | 'offset'>,
  kind: string,
  entity: string,
  bucketEnd?: number,
): string {
  const parts = [cause.topic, cause.partition, cause.offset, kind, entity, bucketEnd ?? null];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
