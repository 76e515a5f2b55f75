import { HeadroomError } from '@headroom/contracts';
import type { TreeAlgorithm } from '@headroom/forecasting';
import { z } from 'zod';
import type { Params } from './trainer.ts';

const Rounds = z.object({
  rounds: z.int().min(1).max(10_000).default(150),
  early_stopping_rounds: z.int().min(1).max(10_000).default(25),
});

/** Written out, so that a fit does not change with a library's defaults. */
const DEFAULTS: Readonly<Record<TreeAlgorithm, Params>> = {
  xgboost: { learning_rate: 0.05, max_depth: 6, min_child_weight: 5 },
  lightgbm: { learning_rate: 0.05, num_leaves: 31, min_data_in_leaf: 20 },
  catboost: { learning_rate: 0.05, depth: 6 },
};

export interface BoosterParams {
  readonly rounds: number;
  readonly earlyStoppingRounds: number;
  /** The library's own. */
  readonly library: Params;
}

/** @throws HeadroomError INVALID_REQUEST for a number of rounds that is none; the worker checks the library's own */
export function boosterParams(algorithm: TreeAlgorithm, given: Params): BoosterParams {
  const { rounds, early_stopping_rounds, ...library } = given;
  const parsed = Rounds.safeParse({ rounds, early_stopping_rounds });
  if (!parsed.success)
    throw new HeadroomError('INVALID_REQUEST', `params: ${z.prettifyError(parsed.error)}`);
  return {
    rounds: parsed.data.rounds,
    earlyStoppingRounds: parsed.data.early_stopping_rounds,
    library: { ...DEFAULTS[algorithm], ...library },
  };
}
