import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.ts';
import { cacheFolder, repoRoot } from './paths.ts';
import { findPython, type Python } from './python-search.ts';
import type { Caller } from './caller.ts';
import { SetupError } from './setup-error.ts';

const requirements = join(repoRoot, 'deploy/embedded/python/requirements.txt');

/**
 * Path of a Python interpreter that has the boosting libraries, from a virtual environment kept in the cache: one for
 * each requirements file and Python version. The first call builds it (a minute or so).
 */
export async function pythonInterpreter(caller: Caller): Promise<string> {
  const python = findPython();
  const cache = cacheFolder();
  const key = createHash('sha256')
    .update(readFileSync(requirements))
    .update(`${python.path} ${python.version}`)
    .digest('hex')
    .slice(0, 12);
  const folder = join(cache, `venv-${key}`);
  // Scripts inside hold absolute paths, so it is built in its place; this file says that it is whole.
  const done = join(folder, '.headroom-complete');
  if (!existsSync(done)) {
    const waiting = 'Another process is installing the Python packages; waiting for it …';
    await withLock(join(cache, 'venv.lock'), waiting, caller, async () => {
      if (existsSync(done)) return;
      await build(python, folder, caller);
      writeFileSync(done, '');
    });
  }
  return interpreter(folder);
}

const interpreter = (folder: string): string =>
  process.platform === 'win32'
    ? join(folder, 'Scripts', 'python.exe')
    : join(folder, 'bin', 'python');

async function build(python: Python, folder: string, caller: Caller): Promise<void> {
  caller.progress('Installing XGBoost, LightGBM and CatBoost for Python (0.8 GB on disk, once) …');
  const startedAt = Date.now();
  const beat = setInterval(() => {
    caller.progress(
      `… still installing the Python packages (${Math.round((Date.now() - startedAt) / 1000)} s)`,
    );
  }, 15_000);
  try {
    rmSync(folder, { recursive: true, force: true });
    await run(python.path, ['-I', '-m', 'venv', folder], 'make a virtual environment', caller);
    const packages = [
      ...['-I', '-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'],
      ...[
        '--no-user',
        '--no-deps',
        '--require-hashes',
        '--only-binary',
        ':all:',
        '-r',
        requirements,
      ],
    ];
    await run(interpreter(folder), packages, 'install the Python packages', caller);
    requireLibraries(interpreter(folder));
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

/** A wheel can be installed and still lack a shared library of the system. */
function requireLibraries(python: string): void {
  const code = 'import xgboost, lightgbm, catboost, pyarrow';
  const load = spawnSync(python, ['-I', '-c', code], { encoding: 'utf8' });
  if (load.status === 0) return;
  const reason = load.stderr.trim().split('\n').at(-1) ?? '';
  const fix = reason.includes('libgomp')
    ? 'Install OpenMP (Debian, Ubuntu: apt-get install libgomp1).'
    : reason.includes('libomp')
      ? 'Install OpenMP (macOS: brew install libomp).'
      : 'Reinstall Python, then run it again.';
  throw new SetupError(`The boosting libraries do not load in Python: ${reason}. ${fix}`);
}
