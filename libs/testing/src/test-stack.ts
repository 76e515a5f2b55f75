import { randomBytes } from 'node:crypto';
import type { StackAddresses } from '@headroom/embedded';
import { Redis } from 'ioredis';
import pg from 'pg';
import { inject } from 'vitest';

/** A part of the shared stack that no other test file touches. */
export interface TestStack extends StackAddresses {
  /** Of a fresh, empty database. */
  readonly postgresUrl: string;
  /** With the number of a fresh, empty database. */
  readonly redisUrl: string;
  /** Kafka has no databases: prefix topics, groups and transactional ids with this. Ends in a dot. */
  readonly namespace: string;
  /** Drops the two databases. */
  close(): Promise<void>;
}

const redisDatabases = 1024;

/** Call it in `beforeAll` of an integration or e2e test, and `close()` in `afterAll`. */
export async function testStack(): Promise<TestStack> {
  const shared = inject('stack');
  const id = `t${randomBytes(5).toString('hex')}`;
  const [postgresUrl, redisUrl] = await Promise.all([
    createDatabase(shared.postgresUrl, id),
    takeRedisDatabase(shared.redisUrl),
  ]);
  const close = async () => {
    await Promise.all([dropDatabase(shared.postgresUrl, id), flush(redisUrl)]);
  };
  return { kafkaBrokers: shared.kafkaBrokers, postgresUrl, redisUrl, namespace: `${id}.`, close };
}

async function createDatabase(serverUrl: string, name: string): Promise<string> {
  await execute(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = name;
  return url.href;
}

async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await execute(serverUrl, `drop database if exists ${name} with (force)`);
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Database 0 holds the counter from which the others are dealt out in turn. */
async function takeRedisDatabase(serverUrl: string): Promise<string> {
  const taken = await withRedis(serverUrl, (client) => client.incr('headroom-test-databases'));
  const url = new URL(serverUrl);
  url.pathname = String(1 + (taken % (redisDatabases - 1)));
  await flush(url.href);
  return url.href;
}

const flush = (url: string) => withRedis(url, (client) => client.flushdb());

async function withRedis<T>(url: string, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url);
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}
