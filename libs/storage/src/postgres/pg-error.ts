import { HeadroomError } from '@headroom/contracts';
import type { ErrorCode } from '@headroom/contracts';

const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Classes and codes of SQLSTATE after which the same call may succeed later. */
const RETRIABLE = [
  '08', // connection
  '40001', // serialization failure
  '40P01', // deadlock
  '53', // out of connections, memory or disk
  '55P03', // lock not available
  '57014', // statement timeout
  '57P', // shutting down, starting, crashed
  '25P03', // idle in transaction too long
];

/** What pg throws without a code when a connection goes away or the pool is exhausted. */
const LOST =
  /connection terminated|timeout exceeded when trying to connect|timeout expired|not queryable|connection ended/i;

/** An error of pg as the one error type that crosses a room's border. A HeadroomError passes unchanged. */
export const fromPgError = (error: unknown): unknown => {
  if (error instanceof HeadroomError || !(error instanceof Error)) return error;
  const state = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const details = state === '' ? {} : { sqlstate: state };
  const make = (code: ErrorCode, message: string) =>
    new HeadroomError(code, message, { cause: error, details });
  const retriable = RETRIABLE.some((prefix) => state.startsWith(prefix));
  if (NETWORK.has(state) || retriable || (state === '' && LOST.test(error.message))) {
    const why = error.message === '' ? state : error.message;
    return make('UNAVAILABLE', `Postgres cannot serve this now: ${why}. Try again.`);
  }
  if (/^(28|3D)/.test(state)) {
    return make('INVALID_CONFIG', `Postgres refuses its URL: ${error.message}. Correct the URL.`);
  }
  if (state === '23505') return make('CONFLICT', `Exists already: ${error.message}`);
  if (/^2[123]/.test(state)) return make('INVALID_DATA', `Postgres refused: ${error.message}`);
  return make('INTERNAL', `Postgres failed: ${error.message}`);
};
