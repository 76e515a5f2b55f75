import type { RejectionReason } from '@headroom/contracts';
import type { Outcome } from './port.ts';

/** The message was used. */
export const OK: Outcome = { kind: 'ok' };

/** No retry can help: the message goes to its topic's dead letters, whole. */
export const deadLetter = (
  reason: RejectionReason,
  message: string,
  field?: string,
): DeadLetterOutcome => ({
  kind: 'dead-letter',
  reason,
  message,
  ...(field === undefined ? {} : { field }),
});

/** The message is rightly ignored: a duplicate, or not meant for this consumer. */
export const drop = (reason: string): Outcome => ({ kind: 'drop', reason });

export type DeadLetterOutcome = Extract<Outcome, { kind: 'dead-letter' }>;
