import { HOUR_MS } from '@headroom/feature-engine';
import { describe, it } from 'vitest';
import { MemoryRawStore } from './memory-raw-store.ts';
import { RAW_STORE_CONTRACT } from './raw-store-contract.ts';

describe('MemoryRawStore', () => {
  it.each(RAW_STORE_CONTRACT)('$name', ({ run }) => run(new MemoryRawStore(HOUR_MS)));
});
