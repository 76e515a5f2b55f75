import { HeadroomError, type ErrorCode } from '@headroom/contracts';

/** MLflow's error codes that this registry answers with: their HTTP status there, and ours where an own API tells them. */
export const MLFLOW_ERRORS = {
  INVALID_PARAMETER_VALUE: { status: 400, code: 'INVALID_REQUEST' },
  BAD_REQUEST: { status: 400, code: 'INVALID_REQUEST' },
  RESOURCE_ALREADY_EXISTS: { status: 400, code: 'CONFLICT' },
  PERMISSION_DENIED: { status: 403, code: 'FORBIDDEN_ORIGIN' },
  RESOURCE_DOES_NOT_EXIST: { status: 404, code: 'NOT_FOUND' },
  ENDPOINT_NOT_FOUND: { status: 404, code: 'NOT_FOUND' },
  RESOURCE_CONFLICT: { status: 409, code: 'CONFLICT' },
  INVALID_STATE: { status: 500, code: 'INTERNAL' },
  INTERNAL_ERROR: { status: 500, code: 'INTERNAL' },
  NOT_IMPLEMENTED: { status: 501, code: 'INTERNAL' },
  TEMPORARILY_UNAVAILABLE: { status: 503, code: 'UNAVAILABLE' },
} as const satisfies Record<string, { status: number; code: ErrorCode }>;
export type MlflowErrorCode = keyof typeof MLFLOW_ERRORS;

/** An error in MLflow's own words: clients compare its code, and people know its message. */
export class MlflowError extends HeadroomError {
  readonly errorCode: MlflowErrorCode;

  constructor(errorCode: MlflowErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(MLFLOW_ERRORS[errorCode].code, message, options);
    this.errorCode = errorCode;
  }
}

export const invalidParameter = (message: string): MlflowError =>
  new MlflowError('INVALID_PARAMETER_VALUE', message);

export const doesNotExist = (message: string): MlflowError =>
  new MlflowError('RESOURCE_DOES_NOT_EXIST', message);

/** A value as MLflow quotes it in messages: JSON of Python's writer, keys sorted, ASCII only. */
export const quoted = (value: unknown): string =>
  typeof value === 'bigint'
    ? String(value)
    : JSON.stringify(sorted(value ?? null)).replace(
        /[\u007f-\uffff]/g,
        (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, held]) => [key, sorted(held)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
};

/** A text as Python shows it: in double quotes where it holds a single one. */
export const pythonText = (text: string): string =>
  text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`;

export const invalidValue = (path: string, value: unknown, message?: string): string =>
  `Invalid value ${quoted(value)} for parameter '${path}' supplied${message === undefined ? '.' : `: ${message}`}`;

export const missingValue = (path: string): string =>
  `Missing value for required parameter '${path}'.`;
