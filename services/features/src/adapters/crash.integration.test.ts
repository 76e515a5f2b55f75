import { randomUUID } from 'node:crypto';
import { HOUR_MS } from '@headroom/feature-engine';
import { InMemoryBroker } from '@headroom/messaging';
import { migrate, Postgres, RedisOnlineStore } from '@headroom/storage';
import { runCrashSchedules, testStack, type TestStack } from '@headroom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ONLINE_KEYS, streamCrashTest } from '../testing/stream-crash-test.ts';
import { FEATURES_MIGRATIONS } from './postgres/migrations.ts';
import { PostgresRawStore } from './postgres/postgres-raw-store.ts';

const TABLES = ['raw_record', 'refused_record', 'source_clock', 'service_source'];

describe('invariant 1, on Postgres and Redis', () => {
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

  const world = async () => {
    await db.execute(`truncate ${TABLES.map((table) => `features.${table}`).join(', ')}`);
    const online = new RedisOnlineStore({ url: stack.redisUrl, prefix: randomUUID() });
    const { publisher } = new InMemoryBroker().bus();
    return {
      ports: { store: new PostgresRawStore(db, HOUR_MS), online, publisher },
      snapshot: async () => ({
        tables: await Promise.all(
          TABLES.map((table) =>
            db.query(z.unknown(), `select * from features.${table} t order by t::text`),
          ),
        ),
        online: await online.read(ONLINE_KEYS),
      }),
      close: () => online.close(),
    };
  };

  it('a crash after any effect loses nothing and doubles nothing', async () => {
    const report = await runCrashSchedules(streamCrashTest(7, 40, world), {
      schedules: 50,
      randomOnly: true,
    });
    expect(Object.keys(report.byEffect).toSorted()).toEqual([
      'commit',
      'online.write',
      'publish',
      'store.append',
    ]);
  }, 120_000);
});
