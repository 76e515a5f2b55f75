import { z } from 'zod';

/** Why a message went to dead letters. Closed: a consumer may switch over it. */
export const REJECTION_REASONS = {
  NOT_JSON: 'the body is not JSON',
  MISSING_FIELD: 'a required field is absent',
  WRONG_TYPE: 'a field has another type than the schema says',
  OUT_OF_BOUNDS: 'a value lies outside the bounds of its field',
  BAD_TIMESTAMP: 'the timestamp cannot be read, or has no zone',
  TOO_OLD: 'the event time lies before 2000-01-01',
  TOO_FAR_AHEAD: 'the event time lies more than 5 minutes ahead of the wall clock',
  FUTURE_JUMP: "the event time lies over 30 days beyond the service's newest record",
  BAD_VECTOR: 'the packed vector cannot be decoded, or carries an unknown definition hash',
  HANDLER_FAILED: 'the handler failed on this message every time it was tried',
} as const;
export const RejectionReason = z.enum(
  Object.keys(REJECTION_REASONS) as [keyof typeof REJECTION_REASONS],
);
export type RejectionReason = keyof typeof REJECTION_REASONS;

/** Parts of an original message that may be cut. */
const CUTTABLE = ['headers', 'key', 'value'] as const;

/** A dead letter: the original message whole, where it stood, and why it could not be used. */
export const DeadLetter = z.object({
  reason: RejectionReason,
  /** What is wrong, naming field and value, and the fix. */
  message: z.string(),
  field: z.string().optional(),
  topic: z.string(),
  partition: z.int().min(0),
  offset: z.int().min(0),
  consumer_group: z.string(),
  attempts: z.int().min(1),
  headers: z.record(z.string(), z.string()),
  key_base64: z.string().nullable(),
  value_base64: z.string().nullable(),
  /**
   * What of the original was too large to ride here, so that its beginning stands for it. The whole can be read at
   * topic, partition and offset as long as that topic keeps it.
   */
  cut: z.array(z.enum(CUTTABLE)).optional(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;
