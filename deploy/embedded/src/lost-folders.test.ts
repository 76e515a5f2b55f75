import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { removeLostTestFolders } from './lost-folders.ts';
import { statePaths } from './paths.ts';
import { writeRecord } from './process-record.ts';
import { testFolder } from './test-folder.ts';

it('ends and deletes what a dead owner left, and nothing of a living one', async () => {
  const parent = testFolder();
  const owner = spawn(process.execPath, ['-e', '']);
  await once(owner, 'exit');
  const lost = join(parent, `test-${owner.pid ?? 0}-abc`);
  const server = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', lost]);
  const ended = once(server, 'exit');
  await once(server, 'spawn');
  writeRecord(statePaths(lost).run, 'redis', { pid: server.pid ?? 0, port: 1, mark: lost });
  const kept = join(parent, basename(testFolder()));
  mkdirSync(kept);

  await removeLostTestFolders(parent);
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(existsSync(lost)).toBe(false);
  expect(existsSync(kept)).toBe(true);
});
