import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Caller } from './caller.ts';
import { freePortRun } from './ports.ts';
import { isAlive, writeRecord } from './process-record.ts';
import type { StackSettings } from './settings.ts';
import { resetStack, stackStatus, startStack, stopStack } from './stack.ts';
import { testFolder } from './test-folder.ts';

const caller: Caller = { progress: () => undefined, stopping: new AbortController().signal };

async function settingsFor(home: string): Promise<StackSettings> {
  const port = await freePortRun(4);
  onTestFinished(() => resetStack(home, caller));
  return { home, ports: { kafka: port, postgres: port + 2, redis: port + 3 }, durable: true };
}

const pids = async (settings: StackSettings) =>
  Object.fromEntries((await stackStatus(settings, caller)).map(({ server, pid }) => [server, pid]));

const allRunning = async (settings: StackSettings) =>
  (await stackStatus(settings, caller)).every(({ state }) => state === 'running');

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded stack', () => {
  it('starts, is reused, keeps data over a stop, and is deleted by reset', async () => {
    const settings = await settingsFor(testFolder());
    const first = await startStack(settings, caller);
    expect(first.started).toEqual(['kafka', 'postgres', 'redis']);
    expect(await allRunning(settings)).toBe(true);
    const before = await pids(settings);

    const second = await startStack(settings, caller);
    expect(second).toEqual({ addresses: first.addresses, started: [] });
    expect(await pids(settings)).toEqual(before);

    await query(first.addresses.postgresUrl, 'create table kept as select 1 as n');
    const redis = new Redis(first.addresses.redisUrl);
    await redis.set('kept', 'value');
    redis.disconnect();

    expect(await stopStack(settings.home, caller)).toEqual(['kafka', 'postgres', 'redis']);
    expect(Object.values(before).map((pid) => pid !== undefined && isAlive(pid))).toEqual([
      false,
      false,
      false,
    ]);

    // A reused pid: this test's own process is no server, and must live on.
    const stale = { pid: process.pid, port: 1, mark: join(settings.home, 'redis') };
    writeRecord(join(settings.home, 'run'), 'redis', stale);
    expect(await stopStack(settings.home, caller)).toEqual([]);
    writeRecord(join(settings.home, 'run'), 'redis', stale);

    expect((await startStack(settings, caller)).started).toEqual(['kafka', 'postgres', 'redis']);
    expect(await query(first.addresses.postgresUrl, 'select n from kept')).toEqual([{ n: 1 }]);
    const again = new Redis(first.addresses.redisUrl);
    expect(await again.get('kept')).toBe('value');
    again.disconnect();

    await resetStack(settings.home, caller);
    await startStack(settings, caller);
    await expect(query(first.addresses.postgresUrl, 'select n from kept')).rejects.toThrow(
      'does not exist',
    );
  });

  it('starts again what was killed, on its old data, and leaves the rest running', async () => {
    const settings = await settingsFor(testFolder());
    const { addresses } = await startStack(settings, caller);
    await query(addresses.postgresUrl, 'create table kept as select 1 as n');
    const before = await pids(settings);
    for (const server of ['kafka', 'postgres']) process.kill(before[server] ?? 0, 'SIGKILL');

    const { started } = await startStack(settings, caller);
    expect(started).toEqual(['kafka', 'postgres']);
    expect(await allRunning(settings)).toBe(true);
    expect((await pids(settings))['redis']).toBe(before['redis']);
    expect(await query(addresses.postgresUrl, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  it('names the setting of a taken port, and leaves nothing running', async () => {
    const names = ['kafka', 'postgres', 'redis'] as const;
    const attempts = names.map(async (name) => {
      const settings = await settingsFor(testFolder());
      const blocker = createServer();
      await new Promise<void>((resolve) => {
        blocker.listen(settings.ports[name], '127.0.0.1', resolve);
      });
      const failure = await startStack(settings, caller).catch((error: unknown) => String(error));
      expect(failure).toContain(`set HEADROOM_${name.toUpperCase()}_PORT to a free port`);
      const states = (await stackStatus(settings, caller)).map(({ state }) => state);
      expect(states).toEqual(['stopped', 'stopped', 'stopped']);
      await new Promise((resolve) => blocker.close(resolve));
    });
    await Promise.all(attempts);
  });

  it('runs for two state folders at once, each with its own servers', async () => {
    const [one, two] = [await settingsFor(testFolder()), await settingsFor(testFolder())];
    const [first] = await Promise.all([startStack(one, caller), startStack(two, caller)]);
    await query(first.addresses.postgresUrl, 'create table only_in_one (n int)');
    const kafkaOfOne = { ...two, ports: { ...two.ports, kafka: one.ports.kafka } };
    await stopStack(two.home, caller, ['kafka']);
    await expect(startStack(kafkaOfOne, caller)).rejects.toThrow('is taken by another program');
    expect(await allRunning(one)).toBe(true);
  });

  it('works in a folder that the account of Postgres cannot enter', async () => {
    const home = mkdtempSync(join(tmpdir(), 'headroom-private-')); // mode 0700
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    const settings = await settingsFor(home);
    const { addresses } = await startStack(settings, caller);
    expect(await query(addresses.postgresUrl, 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  it('shows the end of the log of a server that can not start', async () => {
    const settings = await settingsFor(testFolder());
    mkdirSync(join(settings.home, 'kafka'));
    writeFileSync(join(settings.home, 'kafka/meta.properties'), 'version=1\n');
    await expect(startStack(settings, caller)).rejects.toThrow(
      /^Kafka stopped while starting \(exit code 1\); the end of .*kafka\.log:\n.*No readable meta\.properties/s,
    );
    const states = (await stackStatus(settings, caller)).map(({ state }) => state);
    expect(states).toEqual(['stopped', 'stopped', 'stopped']);
  });
});
