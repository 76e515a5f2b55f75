import { describe, it } from 'vitest';
import { MemoryRecommendationStore } from './memory-recommendation-store.ts';
import { RECOMMENDATION_STORE_CONTRACT } from './recommendation-store-contract.ts';

describe('MemoryRecommendationStore', () => {
  it.each(RECOMMENDATION_STORE_CONTRACT)('$name', ({ run }) =>
    run(new MemoryRecommendationStore()),
  );
});
