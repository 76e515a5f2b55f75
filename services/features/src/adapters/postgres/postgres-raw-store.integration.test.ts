import { HOUR_MS } from '@headroom/feature-engine';
import { migrate, Postgres } from '@headroom/storage';
import { testStack, type TestStack } from '@headroom/testing';
import { afterAll, beforeAll, beforeEach, describe, it } from 'vitest';
import { RAW_STORE_CONTRACT } from '../../domain/raw-store-contract.ts';
import { FEATURES_MIGRATIONS } from './migrations.ts';
import { PostgresRawStore } from './postgres-raw-store.ts';

describe('PostgresRawStore', () => {
  let stack: TestStack;
  let db: Postgres;
  beforeAll(async () => {
    stack = await testStack();
    db = new Postgres({ url: stack.postgresUrl, applicationName: 'features-test' });
    await migrate(db, 'features', FEATURES_MIGRATIONS);
  });
  afterAll(async () => {
    await db.close();
    await stack.close();
  });
  beforeEach(async () => {
    await db.execute(
      'truncate features.raw_record, features.refused_record, features.source_clock, features.service_source',
    );
  });

  it.each(RAW_STORE_CONTRACT)('$name', ({ run }) => run(new PostgresRawStore(db, HOUR_MS)));
});
