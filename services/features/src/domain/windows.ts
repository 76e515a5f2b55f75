import { DAY_MS } from '@headroom/feature-engine';

/** No vector reaches further back than this from its bucket. */
export const LONGEST_LOOKBACK_MS = 7 * DAY_MS;

/** What a run reads of the store: the last six weeks before its "now". */
export const TRAINING_RANGE_MS = 42 * DAY_MS;
