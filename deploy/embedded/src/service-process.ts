import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceName } from '@headroom/contracts';
import { repoRoot, type StatePaths } from './paths.ts';
import { readLiveRecord, removeRecord, stopProcess, writeRecord } from './process-record.ts';
import { servicePortSetting } from './services.ts';
import { SetupError } from './setup-error.ts';

/** Everything needed to run one service. */
export interface ServiceRun {
  readonly name: ServiceName;
  readonly port: number;
  readonly bundle: string;
  readonly env: NodeJS.ProcessEnv;
  readonly paths: StatePaths;
}

const drainLimitMs = 15_000;
const readyLimitMs = 90_000;

export const serviceLog = (paths: StatePaths, name: ServiceName): string =>
  join(paths.logs, `${name}.log`);
const recordName = (name: ServiceName): string => `service-${name}`;

/**
 * The same as in the images. Traces follow asynchronous calls by AsyncLocalStorage: on async hooks, its default before
 * Node 24, that costs every promise of a service, a tenth of an online read. What a batch of events is made into lives for
 * some tens of milliseconds: in a young generation of 16 MB it is copied again and again, a quarter of a service's CPU time.
 * V8's own four threads collect garbage side by side with the service's one: on a core they share, it waits four turns for
 * each of its own, some tens of milliseconds of latency at every collection. So it has one such thread, and does not wait
 * for it to collect the young generation. And V8 must not learn to make objects in old memory at once because they lived
 * long while a topic's backlog was read: at pace a batch dies within a collection, but what lies in old memory keeps all that
 * hangs on it until the next full one, a tenth of a second in every six; the young ones took three times as long.
 */
const NODE_FLAGS = [
  '--enable-source-maps',
  '--experimental-async-context-frame',
  '--max-semi-space-size=64',
  '--v8-pool-size=1',
  '--no-parallel-scavenge',
  '--no-allocation-site-pretenuring',
];

export function spawnService(
  { name, port, bundle, env, paths }: ServiceRun,
  output: 'log' | 'terminal' = 'log',
): ChildProcess {
  const log = openSync(serviceLog(paths, name), 'a');
  // Detached: a Ctrl-C in the terminal reaches the supervisor alone, which then stops the services in order.
  const child = spawn(process.execPath, [...NODE_FLAGS, bundle], {
    cwd: repoRoot,
    detached: true,
    stdio: output === 'log' ? ['ignore', log, log] : ['ignore', 'inherit', 'inherit'],
    env: { ...env, [servicePortSetting(name)]: String(port) },
  });
  closeSync(log);
  if (child.pid !== undefined) {
    writeRecord(paths.run, recordName(name), { pid: child.pid, port, mark: bundle });
  }
  return child;
}

export const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null;

/** How the process ended, for people: a signal's name or its exit code. */
export async function exitOf(child: ChildProcess): Promise<string> {
  if (!hasEnded(child)) await once(child, 'exit');
  return child.signalCode ?? `exit code ${child.exitCode ?? 'unknown'}`;
}

/** Asks the service to drain and end. */
export async function stopChild(child: ChildProcess | undefined): Promise<void> {
  if (child?.pid === undefined || hasEnded(child)) return;
  await stopProcess(child.pid, 'SIGTERM', drainLimitMs);
}

/** The same for one that another process started, if it runs: `npm start`'s, or one left over from a killed one. */
export async function stopService(paths: StatePaths, name: ServiceName): Promise<boolean> {
  const record = readLiveRecord(paths.run, recordName(name));
  if (record) await stopProcess(record.pid, 'SIGTERM', drainLimitMs);
  removeRecord(paths.run, recordName(name));
  return record !== undefined;
}

/** Resolves when the service says that it is ready; throws with the end of its log when it ends or takes too long. */
export async function serviceReady(
  run: ServiceRun,
  child: ChildProcess,
  stopping: AbortSignal,
): Promise<void> {
  const end = Date.now() + readyLimitMs;
  for (;;) {
    stopping.throwIfAborted();
    // Read before the request: a service that ended can't have answered it, whoever did.
    const ended = hasEnded(child);
    if (!ended && (await isReady(run.port))) return;
    if (ended || Date.now() > end) {
      const what = ended
        ? `ended (${child.signalCode ?? `exit code ${child.exitCode ?? '?'}`})`
        : 'is not ready';
      throw new SetupError(
        `The ${run.name} service ${what}; the end of ${serviceLog(run.paths, run.name)}:\n${logTail(run)}`,
      );
    }
    await delay(100);
  }
}

/** Not by fetch: it refuses ports that browsers block, and Feast's 6566 is one. */
function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(
      { host: '127.0.0.1', port, path: '/health/ready', agent: false, timeout: 2_000 },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}

function logTail({ paths, name }: ServiceRun): string {
  return readFileSync(serviceLog(paths, name), 'utf8').trimEnd().split('\n').slice(-8).join('\n');
}
