import { HeadroomError } from '@headroom/contracts';
import { FeastError, ownError } from '../../domain/online/feast-error.ts';
import type { Wanted } from '../../usecases/online/plan-read.ts';

/** @throws INVALID_REQUEST unless one of the two is given */
export function wantedOf(
  featureService: string | undefined,
  features: readonly string[] | undefined,
): Wanted {
  if ((featureService === undefined) === (features === undefined)) {
    throw new HeadroomError('INVALID_REQUEST', 'give either feature_service or features');
  }
  return { featureService: featureService ?? null, features: features ?? [], fullNames: true };
}

/** Reads of any views fail as Feast's do; our own API tells the same in our own words. */
export async function inOwnErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof FeastError ? ownError(error) : error;
  }
}
