import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withInstallLock } from './install-lock.mjs';
import { root } from './root.mjs';

/** Installs what package-lock.json names unless node_modules holds exactly that already. */
export async function installDependencies() {
  if (isInstalled(root)) return;
  await withInstallLock(async () => {
    if (isInstalled(root)) return; // by the process that held the lock
    console.error('Installing dependencies (about a minute) …');
    await npmCi();
  });
}

/**
 * npm writes node_modules/.package-lock.json when an install is complete, so an interrupted one does not pass.
 * Optional packages may be absent: most are for other platforms.
 */
export function isInstalled(folder) {
  const installedFile = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, link, optional, devOptional, peer }]) => {
    if (!path.startsWith('node_modules/') || link) return true;
    if (installed[path] === undefined) return Boolean(optional || devOptional || peer);
    return installed[path].version === version;
  });
}

/** Quiet when it works; with the beginning of npm's own explanation when it does not. */
function npmCi() {
  const flags = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // The npm that runs this script, if one does; on Windows a bare `npm` needs a shell.
  const own = process.env.npm_execpath;
  const [command, args] = own?.endsWith('.js')
    ? [process.execPath, [own, ...flags]]
    : ['npm', flags];
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', () => {
      reject(new Error('npm was not found: install Node.js 20 or newer with npm.'));
    });
    child.once('close', (code) => {
      if (code === 0) return resolve();
      const reason = errors.trim().split('\n').slice(0, 8).join('\n');
      reject(new Error(`npm ci failed (exit code ${code}):\n${reason}`));
    });
  });
}
