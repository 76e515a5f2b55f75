import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { testFolderPrefix } from './lost-folders.ts';
import { repoRoot } from './paths.ts';

/** For tests: a folder inside the checkout that Postgres's account can enter; removed after the test. */
export function testFolder(): string {
  const parent = join(repoRoot, '.headroom');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, testFolderPrefix));
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
