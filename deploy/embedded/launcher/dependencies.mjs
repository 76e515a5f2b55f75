import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withInstallLock } from './install-lock.mjs';
import { root } from './root.mjs';

/** Installs what package-lock.json names unless node_modules holds exactly that already. */
export async function installDependencies() {
  if (isInstalled()) return;
  await withInstallLock(async () => {
    if (isInstalled()) return; // by the process that held the lock
    console.error('Installing dependencies (about a minute) …');
    await npmCi();
  });
}

/**
 * npm writes node_modules/.package-lock.json when an install is complete, so an interrupted one does not pass.
 * Optional packages may be absent: most are for other platforms.
 */
function isInstalled() {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, link, optional, devOptional, peer }]) => {
    if (!path.startsWith('node_modules/') || link) return true;
    if (installed[path] === undefined) return Boolean(optional || devOptional || peer);
    return installed[path].version === version;
  });
}

function npmCi() {
  const flags = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // The npm that runs this script, if one does; on Windows a bare `npm` needs a shell.
  const own = process.env.npm_execpath;
  const [command, args] = own?.endsWith('.js')
    ? [process.execPath, [own, ...flags]]
    : ['npm', flags];
  const options = {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  };
  return new Promise((resolve, reject) => {
    spawn(command, args, options)
      .once('error', () =>
        reject(new Error('npm was not found: install Node.js 20 or newer with npm.')),
      )
      .once('exit', (code) => {
        if (code === 0) resolve();
        else
          reject(
            new Error(`npm ci failed (exit code ${code}): check the network, then run it again.`),
          );
      });
  });
}
