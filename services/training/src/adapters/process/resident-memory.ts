import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Memory that these processes hold now, in bytes; those that have ended count nothing. */
export async function residentMemory(pids: readonly number[]): Promise<number> {
  const sizes =
    process.platform === 'linux' ? await Promise.all(pids.map(fromProc)) : await fromPs(pids);
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function fromProc(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
}

async function fromPs(pids: readonly number[]): Promise<number[]> {
  // ps fails when none of them is there any more.
  const output = await promisify(execFile)('ps', ['-o', 'rss=', '-p', pids.join()]).then(
    ({ stdout }) => stdout,
    () => '',
  );
  return output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => 1024 * Number(line));
}
