import { LEASE_STORE_CONTRACT, type LeaseStore } from '@headroom/messaging';
import { LEASE_MIGRATIONS, migrate, Postgres, PostgresLeaseStore } from '@headroom/storage';
import { afterAll, beforeAll, beforeEach, describe, it } from 'vitest';
import { testStack, type TestStack } from './index.ts';

/** Here because the port and its adapter live in two libraries that do not know each other. */
describe('PostgresLeaseStore, as the task worker wants it', () => {
  let stack: TestStack;
  let db: Postgres;
  let store: LeaseStore;
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

  const expire = async () => {
    await db.execute("update task_lease set held_until = now() - interval '1 s'");
  };

  it.each(LEASE_STORE_CONTRACT)('$name', ({ run }) => run({ store, expire }));
});
