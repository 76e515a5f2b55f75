import { describe, it } from 'vitest';
import { DEFINITION_STORE_CONTRACT } from './definition-store-contract.ts';
import { MemoryDefinitionStore } from './memory-definition-store.ts';

describe('MemoryDefinitionStore', () => {
  it.each(DEFINITION_STORE_CONTRACT)('$name', ({ run }) => run(new MemoryDefinitionStore()));
});
