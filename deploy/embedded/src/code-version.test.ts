import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeVersion } from './code-version.ts';

describe('codeVersion', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-version-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('is the commit of a checkout, and nothing without one', async () => {
    expect(await codeVersion(folder)).toBeUndefined();
    expect(await codeVersion(join(folder, 'none'))).toBeUndefined();
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim();
    git('init', '-q');
    expect(await codeVersion(folder)).toBeUndefined();
    const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
    git(...author, 'commit', '-q', '--allow-empty', '-m', 'first');
    expect(await codeVersion(folder)).toBe(git('rev-parse', 'HEAD'));
    // A folder of it is not the checkout.
    mkdirSync(join(folder, 'within'));
    expect(await codeVersion(join(folder, 'within'))).toBeUndefined();
  });
});
