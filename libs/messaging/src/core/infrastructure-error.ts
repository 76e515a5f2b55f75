import { HeadroomError } from '@headroom/contracts';

/** Node's and libuv's codes of a server that is away, and PostgreSQL's SQLSTATEs of one that starts, stops or is full. */
const CODES =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|08...|53...|57P0[123])$/;
const NAMES = new Set([
  'MaxRetriesPerRequestError',
  'KafkaJSNumberOfRetriesExceeded',
  'KafkaJSConnectionError',
]);

/**
 * Whether an error tells of a server that is away rather than of the messages at hand: then the same batch is tried
 * until the server is back, since dead-lettering good messages would lose them.
 */
export function isInfrastructureError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof HeadroomError) return error.retriable;
  if ('code' in error && typeof error.code === 'string' && CODES.test(error.code)) return true;
  if (NAMES.has(error.name)) return true;
  return error.cause !== undefined && isInfrastructureError(error.cause);
}
