import { randomUUID } from 'node:crypto';
import { testStack, type TestStack } from '@headroom/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeatureVector } from '../vector/feature-vector.ts';
import { decodeVector, encodeVector } from '../vector/vector-codec.ts';
import { ONLINE_STORE_CONTRACT } from './online-store-contract.ts';
import type { OnlineEntry } from './online-store.ts';
import { RedisOnlineStore } from './redis-online-store.ts';

describe('RedisOnlineStore', () => {
  let stack: TestStack;
  let admin: Redis;
  const stores: RedisOnlineStore[] = [];
  beforeAll(async () => {
    stack = await testStack();
    admin = new Redis(stack.redisUrl);
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await admin.quit();
    await stack.close();
  });

  const make = (prefix: string = randomUUID(), url = stack.redisUrl) => {
    const store = new RedisOnlineStore({ url, prefix });
    stores.push(store);
    return store;
  };
  const entry: OnlineEntry = {
    view: 'svc',
    entity: 'a/b:1',
    bucketEnd: 10,
    revision: 1,
    bytes: Uint8Array.of(1),
  };

  it.each(ONLINE_STORE_CONTRACT)('$name', ({ run }) => run(make()));

  it('hash-tags the entity', async () => {
    await make('p').write([entry]);
    expect(await admin.exists('p:svc:{a/b:1}')).toBe(1);
  });

  it('writes on when the server has forgotten the script', async () => {
    const store = make();
    await store.write([entry]);
    await admin.script('FLUSH');
    expect(await store.write([{ ...entry, revision: 2 }])).toEqual([true]);
  });

  it('keeps vectors to the last bit', async () => {
    const vector: FeatureVector = {
      definitionHash: 'f'.repeat(64),
      serviceId: 'a/b:1',
      clusterId: 'default',
      bucketEnd: 10,
      revision: { partition: 0, offset: 1 },
      open: false,
      values: Float64Array.of(-0, NaN, 0.1 + 0.2),
    };
    const store = make();
    await store.write([{ ...entry, bytes: encodeVector(vector) }]);
    const [value] = await store.read([entry]);
    const back = decodeVector(value?.bytes ?? new Uint8Array());
    expect(back).toEqual(vector);
    expect(Object.is(back.values[0], -0)).toBe(true);
  });

  it('says INVALID_DATA for a foreign value and overwrites it', async () => {
    const store = make('foreign');
    await admin.set('foreign:svc:{a/b:1}', 'short');
    await expect(store.read([entry])).rejects.toMatchObject({ code: 'INVALID_DATA' });
    expect(await store.write([entry])).toEqual([true]);
  });

  it('says UNAVAILABLE, retriable, when nobody listens, and goes on after a lost connection', async () => {
    const nowhere = make('x', 'redis://127.0.0.1:1');
    const failed = nowhere.write([entry]);
    await expect(failed).rejects.toMatchObject({ code: 'UNAVAILABLE', retriable: true });
    const name = randomUUID();
    const store = make(name);
    await store.ping();
    const clients = String(await admin.client('LIST')).split('\n');
    const id = /^id=(\d+)/.exec(clients.find((line) => line.includes(name)) ?? '')?.[1] ?? '';
    expect(await admin.client('KILL', 'ID', id)).toBe(1);
    expect(await store.write([entry])).toEqual([true]);
  });
});
