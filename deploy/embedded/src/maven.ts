import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { withLock } from './lock.ts';
import { cacheFolder, repoRoot } from './paths.ts';
import type { Caller } from './caller.ts';
import { SetupError } from './setup-error.ts';

const pom = join(repoRoot, 'deploy/embedded/maven/pom.xml');

let fetched: Promise<readonly string[]> | undefined;

/** Paths of all jars that the pom names, fetched once and kept in the cache. Sorted: see kafka-archive.ts. */
export function fetchJars(caller: Caller): Promise<readonly string[]> {
  fetched ??= cachedJars(caller).catch((error: unknown) => {
    fetched = undefined;
    throw error;
  });
  return fetched;
}

async function cachedJars(caller: Caller): Promise<readonly string[]> {
  const cache = cacheFolder();
  const key = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12);
  const folder = join(cache, `jars-${key}`);
  if (!existsSync(folder)) {
    const waiting = 'Another process is fetching Kafka and Redis; waiting for it …';
    await withLock(join(cache, 'jars.lock'), waiting, caller, async () => {
      if (!existsSync(folder)) await download(folder, caller);
    });
  }
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jar'))
    .sort()
    .map((name) => join(folder, name));
}

async function download(folder: string, { progress, stopping }: Caller): Promise<void> {
  requireMaven(process.env);
  const partial = `${folder}.new`;
  rmSync(partial, { recursive: true, force: true });
  progress('Fetching Kafka and Redis (56 MB, once) …');
  const child = spawn(
    'mvn',
    [
      '--batch-mode',
      '--strict-checksums',
      ...['--file', pom],
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${partial}`,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], signal: stopping },
  );
  const output: string[] = [];
  let files = 0;
  createInterface({ input: child.stderr }).on('line', (line) => output.push(line));
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.includes('Downloaded from')) files++;
    else if (!line.includes('Downloading from')) output.push(line);
  });
  const beat = setInterval(() => progress(`… still fetching: ${files} files so far`), 15_000);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  }).finally(() => clearInterval(beat));
  if (code !== 0) {
    const reason = output.find((line) => line.includes('[ERROR]')) ?? output.at(-1) ?? '';
    throw new SetupError(
      `Maven could not fetch Kafka and Redis (exit code ${code ?? 'none'}): ${reason.replace('[ERROR] ', '')} ` +
        'Check the network or the mirror in ~/.m2/settings.xml, then run it again.',
    );
  }
  renameSync(partial, folder);
}

export function requireMaven(env: NodeJS.ProcessEnv): void {
  if (spawnSync('mvn', ['--version'], { stdio: 'ignore', env }).status === 0) return;
  throw new SetupError(
    'Maven is needed once to fetch Kafka, and mvn was not found: install it (Debian, Ubuntu: apt-get install maven; macOS: brew install maven).',
  );
}
