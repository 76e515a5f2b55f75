import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startGenuine, type GenuineServer } from '../../peers/genuine-server.ts';

/**
 * `feast serve` with one worker, its online store in Redis, on one core.
 * @param python of the peer's environment
 * @param redis `host:port`
 */
export async function startGenuineFeast(
  python: string,
  redis: string,
  folder: string,
  core: number,
): Promise<GenuineServer> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'feature_store.yaml'),
    `project: bench
provider: local
registry: registry.db
online_store:
  type: redis
  connection_string: "${redis},db=1"
entity_key_serialization_version: 3
`,
  );
  copyFileSync(join(import.meta.dirname, 'repository.py'), join(folder, 'repository.py'));
  const feast = join(dirname(python), 'feast');
  const env = { FEAST_USAGE: 'False' };
  const applied = spawnSync(feast, ['apply'], {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (applied.status !== 0) throw new Error(`feast apply failed:\n${applied.stderr}`);
  return startGenuine({
    name: 'feast serve',
    folder,
    env,
    ready: '/health',
    command: (port) => [
      ...(['taskset', '--cpu-list', String(core), feast, 'serve', '--host', '127.0.0.1'] as const),
      ...['--port', String(port), '--workers', '1', '--no-access-log'],
      // Else its worker ends after a thousand requests, and its connections with it.
      ...['--max-requests', '0', '--max-requests-jitter', '0'],
    ],
  });
}
