/**
 * Every error a service may answer with. `status` is its HTTP status (RFC 9457 problem details, where a peer's protocol
 * does not say otherwise); `when` finishes the sentence "thrown when …".
 */
export const ERROR_CODES = {
  INVALID_CONFIG: { status: 500, when: 'the configuration of a service is wrong at boot' },
  INVALID_REQUEST: { status: 400, when: 'a request does not match its schema' },
  INVALID_DATA: { status: 422, when: 'a file or data set breaks a rule' },
  NOT_FOUND: { status: 404, when: 'the thing that is named does not exist' },
  CONFLICT: { status: 409, when: 'the thing exists already, or its state forbids the call' },
  FORBIDDEN_ORIGIN: { status: 403, when: 'Host or Origin is not one that this service answers to' },
  UNAVAILABLE: {
    status: 503,
    when: 'a server that is needed does not answer, or the service drains',
  },
  TASK_FAILED: { status: 500, when: 'a task or its child process fails' },
  CANCELLED: { status: 409, when: 'a run is ended before its time' },
  MODEL_INVALID: {
    status: 422,
    when: 'a model file cannot be parsed or does not match its signature',
  },
  NO_MODEL: { status: 503, when: 'no model is loaded yet' },
  WARMING_UP: { status: 409, when: 'a service has too few buckets for a scale' },
  NO_LEVEL: { status: 409, when: 'a service has no cpu in the last hour' },
  CADENCE_MISMATCH: { status: 409, when: 'model, state and stack differ in cadence' },
  INTERNAL: { status: 500, when: 'nothing above fits: a defect' },
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

/** The one error type that crosses a room's border. The message names the field, what is wrong and the fix. */
export class HeadroomError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  /** Whether the same call may succeed later without a change by the caller. */
  readonly retriable: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: Record<string, unknown>; retriable?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'HeadroomError';
    this.code = code;
    this.details = options.details ?? {};
    this.retriable = options.retriable ?? code === 'UNAVAILABLE';
  }
}
