import { describe, it } from 'vitest';
import { MemoryOnlineStore } from './memory-online-store.ts';
import { ONLINE_STORE_CONTRACT } from './online-store-contract.ts';

describe('MemoryOnlineStore', () => {
  it.each(ONLINE_STORE_CONTRACT)('$name', ({ run }) => run(new MemoryOnlineStore()));
});
