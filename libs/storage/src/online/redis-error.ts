import { HeadroomError } from '@headroom/contracts';

/** Redis says these for a while, of itself or of its memory. */
const FOR_A_WHILE = /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|OOM|NOREPLICAS)\b/;

/** What ioredis throws when the server is away (its network errors carry a code). */
const AWAY =
  /connection is closed|max retries per request|command timed out|stream isn't writeable/i;

export const fromRedisError = (error: unknown): unknown => {
  if (!(error instanceof Error) || error instanceof HeadroomError) return error;
  const away = 'code' in error || FOR_A_WHILE.test(error.message) || AWAY.test(error.message);
  return away
    ? new HeadroomError(
        'UNAVAILABLE',
        `Redis cannot serve this now: ${error.message}. Try again.`,
        { cause: error },
      )
    : new HeadroomError('INTERNAL', `Redis failed: ${error.message}`, { cause: error });
};
