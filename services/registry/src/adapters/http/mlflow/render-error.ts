import { ERROR_CODES, HeadroomError } from '@headroom/contracts';
import type { Logger } from '@headroom/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  invalidParameter,
  MLFLOW_ERRORS,
  MlflowError,
  type MlflowErrorCode,
} from '../../../domain/mlflow-error.ts';

export const ONLY_JSON = "Bad Request. Content-Type must be one of ['application/json'].";

/** The class and SQL state that MLflow derives from a code. */
const CLASS: Readonly<Partial<Record<MlflowErrorCode, readonly [string, string]>>> = {
  INVALID_PARAMETER_VALUE: ['KAM00', 'INVALID_PARAMETER_VALUE'],
  BAD_REQUEST: ['KAM00', 'INVALID_PARAMETER_VALUE'],
  RESOURCE_ALREADY_EXISTS: ['KAM00', 'RESOURCE_ALREADY_EXISTS'],
  PERMISSION_DENIED: ['KAM00', 'PERMISSION_DENIED'],
  RESOURCE_DOES_NOT_EXIST: ['KAM00', 'RESOURCE_NOT_FOUND'],
  ENDPOINT_NOT_FOUND: ['KAM00', 'RESOURCE_NOT_FOUND'],
  INVALID_STATE: ['XXM00', 'CLIENT_INTERNAL_ERROR'],
  INTERNAL_ERROR: ['XXM00', 'CLIENT_INTERNAL_ERROR'],
  TEMPORARILY_UNAVAILABLE: ['XXM00', 'CLIENT_INTERNAL_ERROR'],
};

/** The one place where an error becomes an answer of MLflow's protocol. */
export function renderError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): void {
  const known = toMlflow(error);
  const { status } = MLFLOW_ERRORS[known.errorCode];
  if (status === 500) {
    logger.error({ err: error, method: request.method, url: request.url }, 'request failed');
  }
  const [sqlstate, error_class] = CLASS[known.errorCode] ?? [];
  void reply
    .status(status)
    .type('application/json')
    .send(
      JSON.stringify({
        error_code: known.errorCode,
        message: known.message,
        sqlstate,
        error_class,
      }),
    );
}

function toMlflow(error: unknown): MlflowError {
  if (error instanceof MlflowError) return error;
  const told = (code: MlflowErrorCode) =>
    new MlflowError(code, error instanceof Error ? error.message : String(error));
  if (error instanceof HeadroomError && error.code !== 'INTERNAL') {
    switch (ERROR_CODES[error.code].status) {
      case 403:
        return told('PERMISSION_DENIED');
      case 404:
        return told('RESOURCE_DOES_NOT_EXIST');
      case 409:
        return told('RESOURCE_CONFLICT');
      case 503:
        return told('TEMPORARILY_UNAVAILABLE');
      default:
        return told('INVALID_PARAMETER_VALUE');
    }
  }
  if (
    error instanceof Error &&
    'code' in error &&
    error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE'
  ) {
    return invalidParameter(ONLY_JSON);
  }
  // Fastify's own refusals of a request.
  if (error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500) {
    return told('BAD_REQUEST');
  }
  return new MlflowError(
    'INTERNAL_ERROR',
    'The service failed on this request. Its log holds the reason under the trace id of the request.',
  );
}
