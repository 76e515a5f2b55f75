import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Caller } from './caller.ts';
import { withLock } from './lock.ts';
import { cacheFolder } from './paths.ts';
import { findPython, type Python } from './python-search.ts';
import { SetupError } from './setup-error.ts';

export interface PythonPackages {
  /** Path of the requirements file. Every package that is installed is in it: pip resolves nothing. */
  readonly requirements: string;
  /** What is installed, for the progress lines: "MLflow 3.17 (0.5 GB on disk)". */
  readonly title: string;
  /** Every line of the file carries sha256 hashes. */
  readonly hashed: boolean;
  /** Throws when what was installed can't be used. */
  readonly check?: (interpreter: string) => void;
}

/**
 * Path of a Python interpreter that has the packages, from a virtual environment kept in the cache: one for each
 * requirements file and Python version. The first call builds it (a minute or so).
 */
export async function pythonEnvironment(packages: PythonPackages, caller: Caller): Promise<string> {
  const python = findPython();
  const cache = cacheFolder();
  const key = createHash('sha256')
    .update(readFileSync(packages.requirements))
    .update(`${python.path} ${python.version}`)
    .digest('hex')
    .slice(0, 12);
  const folder = join(cache, `venv-${key}`);
  // Scripts inside hold absolute paths, so it is built in its place; this file says that it is whole.
  const done = join(folder, '.headroom-complete');
  if (!existsSync(done)) {
    const waiting = 'Another process is installing Python packages; waiting for it …';
    await withLock(join(cache, `venv-${key}.lock`), waiting, caller, async () => {
      if (existsSync(done)) return;
      await build(python, folder, packages, caller);
      writeFileSync(done, '');
    });
  }
  return interpreter(folder);
}

const interpreter = (folder: string): string =>
  process.platform === 'win32'
    ? join(folder, 'Scripts', 'python.exe')
    : join(folder, 'bin', 'python');

async function build(
  python: Python,
  folder: string,
  packages: PythonPackages,
  caller: Caller,
): Promise<void> {
  caller.progress(`Installing ${packages.title} for Python, once …`);
  const startedAt = Date.now();
  const beat = setInterval(() => {
    caller.progress(
      `… still installing the Python packages (${Math.round((Date.now() - startedAt) / 1000)} s)`,
    );
  }, 15_000);
  try {
    rmSync(folder, { recursive: true, force: true });
    await run(python.path, ['-I', '-m', 'venv', folder], 'make a virtual environment', caller);
    const install = [
      ...['-I', '-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'],
      ...['--no-user', '--no-deps', '--only-binary', ':all:'],
      ...(packages.hashed ? ['--require-hashes'] : []),
      ...['-r', packages.requirements],
    ];
    await run(interpreter(folder), install, 'install the Python packages', caller);
    packages.check?.(interpreter(folder));
  } finally {
    clearInterval(beat);
  }
}

async function run(
  command: string,
  args: readonly string[],
  what: string,
  { stopping }: Caller,
): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], signal: stopping });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code === 0) return;
  const lines = output.join('').trim().split('\n');
  const reason = lines.find((line) => line.includes('ERROR')) ?? lines.at(-1) ?? '';
  throw new SetupError(
    `Could not ${what} with ${command}: ${reason.trim()} Check the network, then run it again.`,
  );
}
