import { describe, expect, it } from 'vitest';
import { boosterParams } from './booster-params.ts';
import { rnnParams } from './rnn-params.ts';

describe('parameters', () => {
  it('of a booster: rounds are ours, the rest is the library’s, over written-out defaults', () => {
    const { rounds, earlyStoppingRounds, library } = boosterParams('lightgbm', {
      rounds: 12,
      num_leaves: 5,
    });
    expect({ rounds, earlyStoppingRounds }).toEqual({ rounds: 12, earlyStoppingRounds: 25 });
    expect(library).toMatchObject({ num_leaves: 5, min_data_in_leaf: 20 });
    expect(library).not.toHaveProperty('rounds');
  });

  it('of a recurrent model are a closed list', () => {
    expect(rnnParams('gru', {})).toMatchObject({
      units: 32,
      epochs: 5,
      batch: 64,
      sequences: 4000,
    });
    expect(() => rnnParams('gru', { layers: 2 })).toThrow(/params: .*layers/);
    expect(() => rnnParams('lstm', { epochs: 6 })).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST' }),
    );
    expect(() => boosterParams('xgboost', { rounds: 'many' })).toThrow(/params: .*\n.*rounds/);
    expect(() => boosterParams('catboost', { max_depth: 3 })).toThrow(
      /max_depth cannot be set; for catboost these can: rounds, .*depth/,
    );
  });
});
