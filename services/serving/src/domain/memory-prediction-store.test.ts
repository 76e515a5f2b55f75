import { describe, it } from 'vitest';
import { MemoryPredictionStore } from './memory-prediction-store.ts';
import { PREDICTION_STORE_CONTRACT } from './prediction-store-contract.ts';

describe('MemoryPredictionStore', () => {
  it.each(PREDICTION_STORE_CONTRACT)('$name', ({ run }) => run(new MemoryPredictionStore()));
});
