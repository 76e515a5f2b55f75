import { describe, it } from 'vitest';
import { InMemoryLeaseStore } from './in-memory-lease-store.ts';
import { LEASE_STORE_CONTRACT } from './lease-store-contract.ts';

describe('InMemoryLeaseStore', () => {
  for (const c of LEASE_STORE_CONTRACT) {
    it(c.name, async () => {
      let now = 0;
      const store = new InMemoryLeaseStore({ leaseMs: 1_000, now: () => now });
      await c.run({
        store,
        expire: async () => {
          now += 1_001;
        },
      });
    });
  }
});
