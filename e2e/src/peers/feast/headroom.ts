import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { repoRoot } from '@headroom/embedded';

/** `headroom features …` against a running feature server, as a user types it. Returns what it prints. */
export function headroom(url: string, ...args: readonly string[]): string {
  const launch = join(repoRoot, 'deploy/embedded/launch.mjs');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [launch, 'cli', 'features', ...args],
    { encoding: 'utf8', env: { ...process.env, HEADROOM_FEATURES_PORT: new URL(url).port } },
  );
  if (status !== 0) throw new Error(`headroom features ${args.join(' ')}:\n${stdout}${stderr}`);
  return stdout;
}
