import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Caller } from './caller.ts';
import { kafka } from './kafka.ts';
import { withLock } from './lock.ts';
import { statePaths } from './paths.ts';
import { secludedData } from './postgres-place.ts';
import { postgres, postgresUrl } from './postgres.ts';
import { readLiveRecord } from './process-record.ts';
import { redis } from './redis.ts';
import { requirePorts, startServer, stopServer, type EmbeddedServer } from './server.ts';
import type { ServerName, StackSettings } from './settings.ts';

/** How to reach the three servers. */
export interface StackAddresses {
  readonly kafkaBrokers: string;
  readonly postgresUrl: string;
  readonly redisUrl: string;
}

export interface RunningStack {
  readonly addresses: StackAddresses;
  /** What this call started; what ran before is not in it. */
  readonly started: readonly ServerName[];
}

export interface ServerStatus {
  readonly server: ServerName;
  readonly state: 'running' | 'unresponsive' | 'stopped';
  readonly port?: number;
  readonly pid?: number;
}

const servers: readonly EmbeddedServer[] = [kafka, postgres, redis];

export function stackAddresses(ports: Readonly<Record<ServerName, number>>): StackAddresses {
  return {
    kafkaBrokers: `127.0.0.1:${ports.kafka}`,
    postgresUrl: postgresUrl(ports.postgres),
    redisUrl: `redis://127.0.0.1:${ports.redis}`,
  };
}

/** Starts what does not run yet. If one server fails, the others that this call started are stopped again. */
export async function startStack(settings: StackSettings, caller: Caller): Promise<RunningStack> {
  const paths = statePaths(settings.home);
  return exclusively(settings.home, caller, async () => {
    const context = { settings, paths, caller };
    await Promise.all(servers.map((each) => requirePorts(each, context)));
    const results = await Promise.allSettled(servers.map((each) => startServer(each, context)));
    const ports = { ...settings.ports };
    const started: ServerName[] = [];
    for (const [index, server] of servers.entries()) {
      const result = results[index];
      if (result?.status !== 'fulfilled') continue;
      ports[server.name] = result.value.port;
      if (result.value.started) started.push(server.name);
    }
    const failure = results.find((result) => result.status === 'rejected');
    if (failure) {
      await stopEach(settings.home, started);
      throw failure.reason;
    }
    return { addresses: stackAddresses(ports), started };
  });
}

/** Stops the named servers of a state folder. Returns those that ran. */
export async function stopStack(
  home: string,
  caller: Caller,
  names: readonly ServerName[] = servers.map((server) => server.name),
): Promise<readonly ServerName[]> {
  return exclusively(home, caller, () => stopEach(home, names));
}

async function stopEach(home: string, names: readonly ServerName[]): Promise<ServerName[]> {
  const paths = statePaths(home);
  const wanted = servers.filter((server) => names.includes(server.name));
  const ran = await Promise.all(wanted.map((server) => stopServer(server, paths)));
  return wanted.filter((_, index) => ran[index]).map((server) => server.name);
}

export async function stackStatus(
  settings: StackSettings,
  caller: Caller,
): Promise<readonly ServerStatus[]> {
  const paths = statePaths(settings.home);
  const context = { settings, paths, caller };
  return Promise.all(
    servers.map(async (server): Promise<ServerStatus> => {
      const record = readLiveRecord(paths.run, server.name);
      if (!record) return { server: server.name, state: 'stopped' };
      const answers = await server.probe(record.port, context).then(
        () => true,
        () => false,
      );
      const state = answers ? 'running' : 'unresponsive';
      return { server: server.name, state, port: record.port, pid: record.pid };
    }),
  );
}

/** Stops the servers and deletes their data. Logs stay. */
export async function resetStack(home: string, caller: Caller): Promise<void> {
  await exclusively(home, caller, async () => {
    await stopEach(
      home,
      servers.map((server) => server.name),
    );
    for (const name of ['kafka', 'postgres', 'redis']) {
      rmSync(join(home, name), { recursive: true, force: true });
    }
    rmSync(secludedData(home), { recursive: true, force: true });
  });
}

function exclusively<T>(home: string, caller: Caller, work: () => Promise<T>): Promise<T> {
  const waiting = 'Another command is starting or stopping this stack; waiting for it …';
  return withLock(join(statePaths(home).run, 'stack.lock'), waiting, caller, work);
}
