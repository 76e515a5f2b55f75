import type { ServiceName } from '@headroom/contracts';
import { LEASE_STORE_CONTRACT, testStack, type TestStack } from '@headroom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { migrate } from '../postgres/migrate.ts';
import { Postgres } from '../postgres/postgres.ts';
import { LEASE_MIGRATIONS } from './lease-migrations.ts';
import type { TaskLease } from './lease-store.ts';
import { PostgresLeaseStore } from './postgres-lease-store.ts';

const lease = (
  change: { try_number?: number; map_index?: number; service?: ServiceName } = {},
): TaskLease => ({
  service: change.service ?? 'training',
  command: {
    task: { dag_id: 'd', run_id: 'r', task_id: 't', map_index: change.map_index ?? -1 },
    try_number: change.try_number ?? 1,
    as_of: 1_700_000_000_000,
    inputs: { algorithm: 'lightgbm', list: [1, { a: null }] },
  },
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
});

describe('PostgresLeaseStore', () => {
  let stack: TestStack;
  let db: Postgres;
  let store: PostgresLeaseStore;
  beforeAll(async () => {
    stack = await testStack();
    db = new Postgres({ url: stack.postgresUrl, applicationName: 'test' });
    await migrate(db, 'leases', LEASE_MIGRATIONS);
    store = new PostgresLeaseStore(db);
  });
  afterAll(async () => {
    await db.close();
    await stack.close();
  });
  beforeEach(() => db.execute('truncate task_lease'));

  const expire = () => db.execute("update task_lease set held_until = now() - interval '1 s'");

  for (const rule of LEASE_STORE_CONTRACT) {
    it(`contract: ${rule.name}`, () =>
      rule.run({
        store,
        expire: async () => {
          await expire();
        },
      }));
  }

  it('accepts a command once, whoever asks and however many at once', async () => {
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((o) => store.accept(lease(), o)));
    expect(answers.toSorted()).toEqual(['accepted', 'duplicate', 'duplicate', 'duplicate']);
    expect(await store.accept(lease({ map_index: 0 }), 'a')).toBe('accepted');
  });

  it('forgets finished leases once their commands have long left the topic', async () => {
    for (const map_index of [0, 1, 2]) await store.accept(lease({ map_index }), 'a');
    await db.execute('update task_lease set finished = map_index < 2');
    await db.execute(
      "update task_lease set held_until = now() - interval '31 days' where map_index > 0",
    );
    await store.accept(lease({ map_index: 3 }), 'a');
    const left = await db.query(
      z.object({ map_index: z.number() }),
      'select map_index from task_lease',
    );
    expect(left.map((row) => row.map_index).toSorted()).toEqual([0, 2, 3]);
  });

  it('gives a task to its newest try', async () => {
    await store.accept(lease({ try_number: 2 }), 'a');
    expect(await store.accept(lease({ try_number: 1 }), 'b')).toBe('stale');
    expect(await store.accept(lease({ try_number: 3 }), 'b')).toBe('accepted');
    expect(await store.heartbeat(lease({ try_number: 2 }).command, 'a')).toBe(false);
    expect(await store.finish(lease({ try_number: 2 }).command, 'a')).toBe(false);
    expect(await store.finish(lease({ try_number: 3 }).command, 'b')).toBe(true);
  });

  it('reopens a finished task for a newer try only', async () => {
    await store.accept(lease(), 'a');
    await store.finish(lease().command, 'a');
    expect(await store.accept(lease(), 'a')).toBe('duplicate');
    expect(await store.heartbeat(lease().command, 'a')).toBe(false);
    await expire();
    expect(await store.claimExpired('training', 'b')).toEqual([]);
    expect(await store.accept(lease({ try_number: 2 }), 'b')).toBe('accepted');
    expect(await store.heartbeat(lease({ try_number: 2 }).command, 'b')).toBe(true);
  });

  it('hands each expired lease, whole, to one of several claimers', async () => {
    const leases = Array.from({ length: 20 }, (_, i) => lease({ map_index: i }));
    await Promise.all(leases.map((l) => store.accept(l, 'a')));
    expect(await store.claimExpired('training', 'b')).toEqual([]);
    await expire();
    expect(await store.claimExpired('drift', 'b')).toEqual([]);
    const claims = await Promise.all(['b', 'c', 'd'].map((o) => store.claimExpired('training', o)));
    const claimed = claims
      .flat()
      .toSorted((l, r) => l.command.task.map_index - r.command.task.map_index);
    expect(claimed).toEqual(leases);
    expect(await store.heartbeat(lease({ map_index: 0 }).command, 'a')).toBe(false);
  });

  it('holds a lease for another period with each heartbeat', async () => {
    await store.accept(lease(), 'a');
    await expire();
    expect(await store.heartbeat(lease().command, 'a')).toBe(true);
    expect(await store.claimExpired('training', 'b')).toEqual([]);
  });

  it('lets a lease expire by itself', async () => {
    const impatient = new PostgresLeaseStore(db, { leaseMs: 0 });
    await impatient.accept(lease(), 'a');
    expect(await store.claimExpired('training', 'b')).toEqual([lease()]);
  });
});
