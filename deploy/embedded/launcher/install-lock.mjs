import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from './root.mjs';

const folder = join(root, '.headroom');
const file = join(folder, 'install.lock');

/** `npm start` and `npm test` may be the first command of a clone at the same moment: only one of them installs. */
export async function withInstallLock(work) {
  mkdirSync(folder, { recursive: true });
  while (!tryTake()) await delay(500);
  try {
    await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function tryTake() {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    removeIfStale();
    return false;
  }
}

function removeIfStale() {
  try {
    process.kill(Number(readFileSync(file, 'utf8')) || 0, 0);
  } catch (error) {
    if (error.code === 'ESRCH') rmSync(file, { force: true });
  }
}
