import { deepEqual, equal } from 'node:assert/strict';
import type { LeaseStore, TaskLease } from './lease-store.ts';

export interface LeaseStoreUnderTest {
  readonly store: LeaseStore;
  /** Lets every lease that is held now run out. */
  readonly expire: () => Promise<void>;
}

interface ContractCase {
  readonly name: string;
  run(subject: LeaseStoreUnderTest): Promise<void>;
}

/** What every lease store must do. Each case gets a store of its own: `it(c.name, async () => c.run(await make()))`. */
export const LEASE_STORE_CONTRACT: readonly ContractCase[] = [
  {
    name: 'accepts a command once',
    run: async ({ store }) => {
      equal(await store.accept(lease(), 'a'), 'accepted');
      equal(await store.accept(lease(), 'a'), 'duplicate');
      equal(await store.accept(lease(), 'b'), 'duplicate');
    },
  },
  {
    name: 'lets one of two concurrent owners have a command',
    run: async ({ store }) => {
      const answers = await Promise.all(['a', 'b', 'c'].map((o) => store.accept(lease(), o)));
      deepEqual(answers.toSorted(), ['accepted', 'duplicate', 'duplicate']);
    },
  },
  {
    name: 'keeps map indexes of one task apart',
    run: async ({ store }) => {
      equal(await store.accept(lease({ map: 0 }), 'a'), 'accepted');
      equal(await store.accept(lease({ map: 1 }), 'a'), 'accepted');
    },
  },
  {
    name: 'a higher try takes the task from whoever holds it; a lower one is stale',
    run: async ({ store }) => {
      await store.accept(lease({ tryNumber: 1 }), 'a');
      equal(await store.accept(lease({ tryNumber: 2 }), 'b'), 'accepted');
      equal(await store.accept(lease({ tryNumber: 1 }), 'a'), 'stale');
      equal(await store.heartbeat(lease({ tryNumber: 1 }).command, 'a'), false);
      equal(await store.finish(lease({ tryNumber: 1 }).command, 'a'), false);
      equal(await store.heartbeat(lease({ tryNumber: 2 }).command, 'b'), true);
    },
  },
  {
    name: 'only the owner may extend or finish, and finishing is for good',
    run: async ({ store, expire }) => {
      const { command } = lease();
      await store.accept(lease(), 'a');
      equal(await store.heartbeat(command, 'b'), false);
      equal(await store.finish(command, 'b'), false);
      equal(await store.finish(command, 'a'), true);
      equal(await store.heartbeat(command, 'a'), false);
      equal(await store.accept(lease(), 'b'), 'duplicate');
      await expire();
      deepEqual(await store.claimExpired('training', 'b'), []);
    },
  },
  {
    name: 'an expired lease goes whole to one claimer, and its old owner has lost it',
    run: async ({ store, expire }) => {
      await store.accept(lease(), 'a');
      deepEqual(await store.claimExpired('training', 'b'), []);
      await expire();
      deepEqual(await store.claimExpired('drift', 'b'), []);
      const claims = await Promise.all(['b', 'c'].map((o) => store.claimExpired('training', o)));
      deepEqual(claims.flat(), [lease()]);
      equal(await store.heartbeat(lease().command, 'a'), false);
    },
  },
  {
    name: 'a heartbeat holds the lease for another period',
    run: async ({ store, expire }) => {
      await store.accept(lease(), 'a');
      await expire();
      equal(await store.heartbeat(lease().command, 'a'), true);
      deepEqual(await store.claimExpired('training', 'b'), []);
    },
  },
];

function lease({ tryNumber = 1, map = -1 } = {}): TaskLease {
  return {
    service: 'training',
    command: {
      task: { dag_id: 'dag', run_id: 'run', task_id: 'train', map_index: map },
      try_number: tryNumber,
      as_of: 1_700_000_000_000,
      inputs: { algorithm: 'lightgbm', rounds: 150, nested: { rows: [1, 2] } },
    },
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  };
}
