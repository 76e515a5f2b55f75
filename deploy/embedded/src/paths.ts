import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The checkout this program belongs to. */
export const repoRoot = resolve(import.meta.dirname, '../../..');

/** Downloads and what is made from them. Shared by every state folder of this checkout; holds no data. */
export function cacheFolder(): string {
  const folder = join(repoRoot, '.headroom', 'cache');
  mkdirSync(folder, { recursive: true });
  return folder;
}

export interface StatePaths {
  readonly home: string;
  readonly logs: string;
  /** Pid files and locks. */
  readonly run: string;
}

export function statePaths(home: string): StatePaths {
  const paths = { home, logs: join(home, 'logs'), run: join(home, 'run') };
  mkdirSync(paths.logs, { recursive: true });
  mkdirSync(paths.run, { recursive: true });
  return paths;
}
