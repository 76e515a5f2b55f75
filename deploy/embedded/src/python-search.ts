import { spawnSync } from 'node:child_process';
import { SetupError } from './setup-error.ts';

export interface Python {
  /** The interpreter itself, behind any version manager's shim. */
  readonly path: string;
  readonly version: string;
}

const oldestMinor = 11;
const names = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python'];
const question = [
  'import sys',
  'print(sys.executable)',
  'print("%d.%d.%d" % sys.version_info[:3])',
  'import venv, ensurepip',
].join('\n');

/** The first Python on PATH of 3.11 or newer that can make virtual environments. */
export function findPython(env: NodeJS.ProcessEnv = process.env): Python {
  const complaints: string[] = [];
  for (const name of names) {
    const run = spawnSync(name, ['-I', '-c', question], { encoding: 'utf8', env });
    const [path, version] = run.error ? [] : run.stdout.split('\n');
    if (!path || !version) continue;
    const [major, minor] = version.split('.').map(Number);
    if (major !== 3 || minor === undefined || minor < oldestMinor) {
      complaints.push(`${name} is ${version}`);
    } else if (run.status !== 0) {
      complaints.push(`${name} lacks venv (Debian, Ubuntu: apt-get install python3-venv)`);
    } else {
      return { path, version };
    }
  }
  const found = complaints.length ? complaints.join(', ') : 'none was found';
  throw new SetupError(
    `Python 3.${oldestMinor} or newer with venv is needed to train the boosted models, and ${found}: ` +
      'install it (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python).',
  );
}
