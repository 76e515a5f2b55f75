import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Caller } from './caller.ts';
import { repoRoot } from './paths.ts';
import { pythonEnvironment } from './python-environment.ts';
import { SetupError } from './setup-error.ts';

/** Path of a Python interpreter that has the boosting libraries. */
export const pythonInterpreter = (caller: Caller): Promise<string> =>
  pythonEnvironment(
    {
      requirements: join(repoRoot, 'deploy/embedded/python/requirements.txt'),
      title: 'XGBoost, LightGBM and CatBoost (0.8 GB on disk)',
      hashed: true,
      check: requireLibraries,
    },
    caller,
  );

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
