import type { TrainingParams } from '@headroom/contracts';
import { checkedParams } from './checked-params.ts';
import type { Params } from './trainer.ts';

export type RnnParams = Readonly<Required<TrainingParams['gru']>>;

const PRESET: RnnParams = {
  units: 32,
  dense: 32,
  epochs: 5,
  batch: 64,
  sequences: 4_000,
  learning_rate: 0.005,
};

/** @throws HeadroomError INVALID_REQUEST */
export const rnnParams = (algorithm: 'lstm' | 'gru', given: Params): RnnParams => ({
  ...PRESET,
  ...checkedParams(algorithm, given),
});
