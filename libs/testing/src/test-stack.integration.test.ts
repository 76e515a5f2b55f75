import { connect } from 'node:net';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testStack, type TestStack } from './index.ts';

describe('testStack', () => {
  let one: TestStack;
  let two: TestStack;
  beforeAll(async () => {
    [one, two] = await Promise.all([testStack(), testStack()]);
  });
  afterAll(async () => {
    await Promise.all([one.close(), two.close()]);
  });

  it('gives every caller a Postgres database of its own', async () => {
    const [first, second] = [one, two].map(
      (stack) => new pg.Pool({ connectionString: stack.postgresUrl }),
    );
    await first?.query('create table only_here (n int)');
    const tables =
      "select count(*)::int as n from information_schema.tables where table_name = 'only_here'";
    expect((await first?.query(tables))?.rows).toEqual([{ n: 1 }]);
    expect((await second?.query(tables))?.rows).toEqual([{ n: 0 }]);
    await Promise.all([first?.end(), second?.end()]);
  });

  it('gives every caller a Redis database of its own', async () => {
    const [first, second] = [new Redis(one.redisUrl), new Redis(two.redisUrl)];
    await first.set('key', 'value');
    expect(await second.get('key')).toBeNull();
    first.disconnect();
    second.disconnect();
  });

  it('names Kafka objects apart and a broker that listens', async () => {
    expect(one.namespace).not.toBe(two.namespace);
    const [host, port] = one.kafkaBrokers.split(':');
    await new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), host, () => {
        socket.destroy();
        resolve();
      }).once('error', reject);
    });
  });

  it('drops its databases on close', async () => {
    const third = await testStack();
    const redis = new Redis(third.redisUrl);
    await redis.set('key', 'value');
    await third.close();
    expect(await redis.dbsize()).toBe(0);
    redis.disconnect();
    const client = new pg.Client({ connectionString: third.postgresUrl });
    await expect(client.connect()).rejects.toThrow('does not exist');
  });
});
