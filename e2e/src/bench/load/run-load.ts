import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cpuMs } from '../measure/cpu-time.ts';
import type { LoadJob, LoadResult } from './load-job.ts';

export interface MeasuredLoad extends LoadResult {
  /** CPU milliseconds a request of the processes under test, in the order they were named. */
  readonly cpuMsPerRequest: readonly number[];
}

const NODE_FLAGS = ['--disable-warning=ExperimentalWarning'];
/** Helpers of the collector would wait for the one core, and the generator for them: 10 ms instead of one. */
const ALONE_ON_A_CORE = '--single-threaded-gc';

/**
 * On its core the generator goes before all others, where it may (as root): else it waits a time slice whenever something
 * else runs there, and takes that for the server's.
 */
function onCore(core: number): string[] {
  const first = ['chrt', '--fifo', '1'];
  const mayBeFirst = spawnSync('chrt', [...first.slice(1), 'true']).status === 0;
  return ['taskset', '--cpu-list', String(core), ...(mayBeFirst ? first : [])];
}

/**
 * Sends a load from a process of its own, on one core where told, and reads the CPU time that the servers under test
 * used meanwhile. Warm-up is in neither.
 * @param servers the first process of each server; its children count with it
 * @param core the core that the load generator is pinned to
 */
export async function runLoad(
  job: LoadJob,
  servers: readonly number[],
  core?: number,
): Promise<MeasuredLoad> {
  const program = join(import.meta.dirname, 'load-child.ts');
  const [command = '', ...args] =
    core === undefined
      ? [process.execPath, ...NODE_FLAGS, program]
      : [...onCore(core), process.execPath, ...NODE_FLAGS, ALONE_ON_A_CORE, program];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(job));
  let before: readonly number[] = [];
  let last = '';
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'measuring') before = servers.map(cpuMs);
    last = line;
  }
  const after = servers.map(cpuMs);
  if (!last.startsWith('{')) throw new Error('the load generator ended without a result');
  const result = JSON.parse(last) as LoadResult;
  const cpuMsPerRequest = after.map((ms, i) => (ms - (before[i] ?? 0)) / result.requests);
  return { ...result, cpuMsPerRequest };
}
