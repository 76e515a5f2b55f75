import { HOUR_MS } from '@headroom/feature-engine';
import { migrate, migrateDown, Postgres } from '@headroom/storage';
import { testStack, type TestStack } from '@headroom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CLUSTER_STORE_CONTRACT } from '../../domain/cluster-store-contract.ts';
import { RAW_STORE_CONTRACT } from '../../domain/raw-store-contract.ts';
import { checkCadence } from './check-cadence.ts';
import { FEATURES_MIGRATIONS } from './migrations.ts';
import { PostgresClusterStore } from './postgres-cluster-store.ts';
import { PostgresRawStore } from './postgres-raw-store.ts';

let stack: TestStack;
let db: Postgres;
beforeAll(async () => {
  stack = await testStack();
  db = new Postgres({ url: stack.postgresUrl, applicationName: 'features-test' });
});
afterAll(async () => {
  await db.close();
  await stack.close();
});
beforeEach(async () => {
  await migrateDown(db, 'features', FEATURES_MIGRATIONS, FEATURES_MIGRATIONS.length);
  await migrate(db, 'features', FEATURES_MIGRATIONS);
});

describe('PostgresRawStore', () => {
  it.each(RAW_STORE_CONTRACT)('$name', ({ run }) => run(new PostgresRawStore(db, HOUR_MS)));
});

describe('PostgresClusterStore', () => {
  it.each(CLUSTER_STORE_CONTRACT)('$name', ({ run }) =>
    run({ raw: new PostgresRawStore(db, HOUR_MS), clusters: new PostgresClusterStore(db) }),
  );
});

describe('the cadence of a stack', () => {
  it('is fixed by the first boot; another one is refused', async () => {
    await checkCadence(db, HOUR_MS);
    await checkCadence(db, HOUR_MS);
    await expect(checkCadence(db, HOUR_MS / 12)).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining('HEADROOM_CADENCE is 5 min'),
    });
  });
});
