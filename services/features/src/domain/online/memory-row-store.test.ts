import { describe, it } from 'vitest';
import { MemoryRowStore } from './memory-row-store.ts';
import { ROW_STORE_CONTRACT } from './row-store-contract.ts';

describe('MemoryRowStore', () => {
  it.each(ROW_STORE_CONTRACT)('$name', ({ run }) => run(new MemoryRowStore()));
});
