import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { cpuMs } from './cpu-time.ts';
import { markdownTable, median } from './results.ts';

describe('median', () => {
  it('is the middle value, or the mean of the two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});

describe('markdownTable', () => {
  it('takes the first row as its head', () => {
    expect(
      markdownTable([
        ['a', 'b'],
        ['1', '2'],
      ]),
    ).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
  });
});

describe.runIf(process.platform === 'linux')('cpuMs', () => {
  it('counts a process and what it started, running or ended', async () => {
    const burn =
      'const end = process.cpuUsage().user + 200_000; while (process.cpuUsage().user < end);';
    const parent = spawn(
      process.execPath,
      [
        '-e',
        `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(burn)}]); ${burn}
         console.log('done'); process.stdin.resume();`,
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    await once(parent.stdout, 'data');
    const used = cpuMs(parent.pid ?? 0);
    parent.kill();
    await once(parent, 'exit');
    expect(used).toBeGreaterThanOrEqual(380);
  });

  it('is 0 for a process that is gone', () => {
    expect(cpuMs(2 ** 30)).toBe(0);
  });
});
