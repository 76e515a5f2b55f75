import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startGenuine, type GenuineServer } from '../genuine-server.ts';

export interface GenuineFeast extends GenuineServer {
  /** Of the repository: feature_store.yaml, registry.db and its files. */
  readonly repository: string;
}

/** Makes and applies the checks' repository; genuine Feast serves it from Redis. */
export async function startGenuineFeast(
  python: string,
  redisUrl: string,
  folder: string,
): Promise<GenuineFeast> {
  const repository = join(folder, 'repository');
  mkdirSync(repository, { recursive: true });
  const { host, pathname } = new URL(redisUrl);
  const redis = `${host},db=${pathname.slice(1)}`;
  const program = join(import.meta.dirname, 'run.py');
  const made = spawnSync(python, [program, 'repository', repository, '--redis', redis], {
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`the Feast repository was not made:\n${made.stderr}`);
  const server = await startGenuine({
    name: 'feast serve',
    folder,
    ready: '/health',
    command: (port) => [
      ...([join(dirname(python), 'feast'), '-c', repository, 'serve'] as const),
      ...['-p', String(port), '--workers', '1', '--no-access-log'],
    ],
  });
  return { ...server, repository };
}
