import { RedisConnection } from '@headroom/storage';
import { testStack, type TestStack } from '@headroom/testing';
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import { ROW_STORE_CONTRACT } from '../../domain/online/row-store-contract.ts';
import { RedisRowStore } from './redis-row-store.ts';

describe('RedisRowStore', () => {
  let stack: TestStack;
  let store: RedisRowStore;
  let redis: RedisConnection;
  beforeAll(async () => {
    stack = await testStack();
    store = new RedisRowStore(stack.redisUrl, 'test');
    redis = new RedisConnection(stack.redisUrl, 'test');
  });
  afterEach(() => redis.call((client) => client.flushdb()));
  afterAll(async () => {
    await Promise.all([store.close(), redis.close()]);
    await stack.close();
  });

  it.each(ROW_STORE_CONTRACT)('$name', ({ run }) => run(store));
});
