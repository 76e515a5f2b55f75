import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  isAlive,
  readLiveRecord,
  removeRecord,
  stopProcess,
  writeRecord,
} from './process-record.ts';

/** A process that says when it is up; with `deaf` it ignores SIGTERM. */
async function sleeper(mark: string, deaf = false) {
  const code = `${deaf ? "process.on('SIGTERM', () => {});" : ''} setInterval(() => {}, 1000); console.log('up')`;
  const child = spawn(process.execPath, ['-e', code, mark], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  if (child.pid === undefined) throw new Error('not started');
  return { child, pid: child.pid };
}

describe('process records', () => {
  let run: string;
  beforeEach(() => {
    run = mkdtempSync(join(tmpdir(), 'headroom-records-'));
  });
  afterEach(() => rmSync(run, { recursive: true }));

  it('finds the process it was written for', async () => {
    const { child, pid } = await sleeper('mark-of-this-folder');
    const record = { pid, port: 1234, mark: 'mark-of-this-folder' };
    writeRecord(run, 'x', record);
    expect(readLiveRecord(run, 'x')).toEqual(record);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(readLiveRecord(run, 'x')).toBeUndefined();
  });

  it('takes a pid that now belongs to another program for stale', () => {
    writeRecord(run, 'x', { pid: process.pid, port: 1, mark: '/no/such/argument' });
    expect(readLiveRecord(run, 'x')).toBeUndefined();
  });

  it.each(['', '{', '{"pid":"1"}', 'null'])('takes a damaged file (%j) for none', (text) => {
    writeFileSync(join(run, 'x.json'), text);
    expect(readLiveRecord(run, 'x')).toBeUndefined();
  });

  it('removes a record, there or not', () => {
    writeRecord(run, 'x', { pid: process.pid, port: 1, mark: '' });
    removeRecord(run, 'x');
    removeRecord(run, 'x');
    expect(readLiveRecord(run, 'x')).toBeUndefined();
  });
});

describe('stopProcess', () => {
  it('ends a process that obeys', async () => {
    const { child, pid } = await sleeper('obedient');
    const exited = once(child, 'exit');
    await stopProcess(pid, 'SIGTERM', 10_000);
    expect(await exited).toEqual([null, 'SIGTERM']);
    expect(isAlive(pid)).toBe(false);
  });

  it('kills one that does not, after the limit', async () => {
    const { child, pid } = await sleeper('deaf', true);
    const exited = once(child, 'exit');
    await stopProcess(pid, 'SIGTERM', 100);
    expect(await exited).toEqual([null, 'SIGKILL']);
  });

  it('is content when the process is gone already', async () => {
    const { child, pid } = await sleeper('gone');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await stopProcess(pid, 'SIGTERM', 10_000);
    expect(isAlive(pid)).toBe(false);
  });
});
