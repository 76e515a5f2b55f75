import { HeadroomError } from '@headroom/contracts';

const INVALID = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'CORRUPT_MESSAGE',
]);

/** A failed request to Kafka in our terms: wrong data, or a broker that is to be waited for. */
export function kafkaError(error: unknown, what: string): HeadroomError {
  if (error instanceof HeadroomError) return error;
  const type = errorType(error);
  const message = `${what}: ${error instanceof Error ? error.message : String(error)}`;
  if (type !== null && INVALID.has(type)) {
    return new HeadroomError('INVALID_DATA', message, { cause: error });
  }
  return new HeadroomError('UNAVAILABLE', message, { cause: error });
}

/** Kafka's name of the error, through the wrappers that the client puts around it. */
export function errorType(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('type' in error && typeof error.type === 'string') return error.type;
  return errorType(error.cause);
}
