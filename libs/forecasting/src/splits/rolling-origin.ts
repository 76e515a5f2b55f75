import { ForecastingError } from '../error.ts';
import type { Cuts } from './cut-points.ts';

/** A fold tests a tenth of first…last t. */
const PARTS = 10;
const VALIDATION = 0.15;
const MOST_FOLDS = 5;

/**
 * Rolling-origin folds, oldest first, as shares of first…last t for `cutsOf`. Their tests lie end to end, a tenth each,
 * and reach the last row; each fold validates on the 15 % before its test and trains on all that came before those.
 * @throws ForecastingError INPUT for less than 1 or more than 5 folds
 */
export function rollingOrigins(folds: number): Cuts[] {
  if (!Number.isInteger(folds) || folds < 1 || folds > MOST_FOLDS)
    throw new ForecastingError('INPUT', `${folds} folds; ask for 1 to ${MOST_FOLDS}`);
  return Array.from({ length: folds }, (_, i) => {
    const before = PARTS - folds + i;
    // One fold's end and the next one's test are one division: to the bit the same cut.
    const test = before / PARTS;
    return { validation: test - VALIDATION, test, end: (before + 1) / PARTS };
  });
}
