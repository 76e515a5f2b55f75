import { HttpException } from '@nestjs/common';
import { ERROR_CODES, HeadroomError, type ErrorCode } from '@headroom/contracts';
import type { Logger } from 'pino';

export interface FieldError {
  /** Path of the field, dots between: `records.3.cpu_utilization`; empty for the body itself. */
  readonly field: string;
  readonly message: string;
}

/** RFC 9457 problem details, with our code. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly errors?: readonly FieldError[];
}

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  403: 'FORBIDDEN_ORIGIN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  422: 'INVALID_DATA',
  503: 'UNAVAILABLE',
};

/** Any error as problem details. What is not meant for the caller stays out: an unknown error is a plain 500. */
function toProblem(error: unknown): Problem {
  if (error instanceof HeadroomError && error.code !== 'INTERNAL') {
    const { status, when } = ERROR_CODES[error.code];
    const { errors } = error.details;
    return {
      ...problem(error.code, when, status, error.message),
      ...(isFieldErrors(errors) ? { errors } : {}),
    };
  }
  if (error instanceof HttpException && error.getStatus() < 500) {
    const status = error.getStatus();
    const code = CODE_OF_STATUS[status] ?? 'INVALID_REQUEST';
    const fix = status === 413 ? '; send it in several requests' : '';
    return problem(code, ERROR_CODES[code].when, status, `${error.message}${fix}`);
  }
  return problem(
    'INTERNAL',
    ERROR_CODES.INTERNAL.when,
    500,
    'The service failed on this request. Its log holds the reason under the trace id of the request.',
  );
}

/** The problem of a request that failed. A 503 is a state that the caller and the readiness tell; a 500 is for us to look into. */
export function problemOf(
  error: unknown,
  { method, url }: { readonly method?: string | undefined; readonly url?: string | undefined },
  logger: Logger,
): Problem {
  const problem = toProblem(error);
  if (problem.status === 500) logger.error({ err: error, method, url }, 'request failed');
  return problem;
}

const problem = (code: ErrorCode, title: string, status: number, detail: string): Problem => ({
  type: `urn:headroom:error:${code}`,
  title,
  status,
  detail,
  code,
});

const isFieldErrors = (value: unknown): value is readonly FieldError[] =>
  Array.isArray(value) &&
  value.every(
    (item: unknown) =>
      typeof item === 'object' && item !== null && 'field' in item && 'message' in item,
  );
