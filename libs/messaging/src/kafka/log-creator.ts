import { kafkajs } from './kafkajs.ts';
import type { LogEntry } from 'kafkajs';
import type { BusLogger } from '../logger.ts';

/** Conditions that the client retries by itself and that end by themselves: rebalances, elections, a starting broker. */
const PASSING =
  /rebalanc|coordinator|not leader|leader for this|no leader|leadership election|does not host this topic-partition|Limiting retries|Restarting the consumer|is loading/i;

/**
 * The client's log lines, judged by what they mean here: it logs as errors what it retries. What really fails reaches
 * our caller as an error or the consumer's health, and is logged there.
 */
export function logTo(logger: BusLogger): (entry: LogEntry) => void {
  return ({ namespace, level, log }) => {
    const { message, timestamp: _, logger: __, stack: ___, ...fields } = log;
    const text = `kafka ${namespace}: ${message}`;
    const detail: unknown = fields['error'];
    const passing = PASSING.test(message) || (typeof detail === 'string' && PASSING.test(detail));
    if (level <= kafkajs.logLevel.WARN && !passing) logger.warn(fields, text);
    else logger.debug(fields, text);
  };
}
