import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from './caller.ts';
import { withLock } from './lock.ts';

describe('withLock', () => {
  let folder: string;
  let file: string;
  let said: string[];
  let caller: Caller;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-lock-'));
    file = join(folder, 'lock');
    said = [];
    caller = { progress: (line) => said.push(line), stopping: new AbortController().signal };
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('runs one piece of work at a time and says who waits', async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside--;
    };
    await Promise.all([1, 2, 3].map((n) => withLock(file, `${n} waits`, caller, work)));
    expect(most).toBe(1);
    expect(said).toEqual(['2 waits', '3 waits']);
  });

  it('is free again after work that fails', async () => {
    const failing = withLock(file, 'waits', caller, () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
    expect(await withLock(file, 'waits', caller, async () => 'done')).toBe('done');
    expect(said).toEqual([]);
  });

  it('is free again when its holder was killed', async () => {
    const code = `import { withLock } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))};
      const caller = { progress() {}, stopping: new AbortController().signal };
      await withLock(process.argv[1], '', caller, () => new Promise(() => {
        console.log('held');
        setInterval(() => {}, 1000);
      }));`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', code, file], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(holder.stdout, 'data');
    const waiting = withLock(file, 'waits', caller, async () => 'done');
    expect(said).toEqual(['waits']);
    holder.kill('SIGKILL');
    expect(await waiting).toBe('done');
  });

  it('stops waiting when it is called off', async () => {
    const controller = new AbortController();
    const impatient = { ...caller, stopping: controller.signal };
    await withLock(file, '', caller, async () => {
      const waiting = withLock(file, 'waits', impatient, async () => 'done');
      controller.abort();
      await expect(waiting).rejects.toThrow('aborted');
    });
  });
});
