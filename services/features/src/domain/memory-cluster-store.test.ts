import { HOUR_MS } from '@headroom/feature-engine';
import { describe, it } from 'vitest';
import { CLUSTER_STORE_CONTRACT } from './cluster-store-contract.ts';
import { MemoryClusterStore } from './memory-cluster-store.ts';
import { MemoryRawStore } from './memory-raw-store.ts';

describe('MemoryClusterStore', () => {
  it.each(CLUSTER_STORE_CONTRACT)('$name', async ({ run }) => {
    const raw = new MemoryRawStore(HOUR_MS);
    await run({ raw, clusters: new MemoryClusterStore(() => raw.records.values()) });
  });
});
