import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceName } from '@headroom/contracts';
import { bundleOf, defaultBundles } from './bundle.ts';
import { isTakenOver } from './take-over.ts';
import { statePaths } from './paths.ts';
import { requireFreePort } from './ports.ts';
import type { Caller, Progress } from './caller.ts';
import {
  exitOf,
  hasEnded,
  serviceReady,
  spawnService,
  stopChild,
  stopService,
  type ServiceRun,
} from './service-process.ts';
import { presentServices, servicePort, servicePortSetting } from './services.ts';

export interface ServicesOptions {
  /** State folder, for logs and pid files. */
  readonly home: string;
  /** Complete configuration of the services, see service-environment.ts. Ports are read from it too. */
  readonly env: NodeJS.ProcessEnv;
  readonly caller: Caller;
  /** All that exist, unless told. */
  readonly services?: readonly ServiceName[];
  /** Folder of the bundles that `buildServices` made. */
  readonly bundles?: string;
}

export interface RunningServices {
  /** Base URL of each. */
  readonly urls: Readonly<Partial<Record<ServiceName, string>>>;
  /** Base URL of one that was started. */
  url(name: ServiceName): string;
  /** Of the process that runs now, if one does. */
  pid(name: ServiceName): number | undefined;
  /** Drains and stops all, front doors first. */
  stop(): Promise<void>;
}

/** Starts the services, waits until each is ready, and from then on starts again whichever ends. */
export async function startServices(options: ServicesOptions): Promise<RunningServices> {
  const paths = statePaths(options.home);
  const names = options.services ?? presentServices();
  const runs = names.map((name): ServiceRun => {
    const bundle = bundleOf(options.bundles ?? defaultBundles, name);
    return { name, port: servicePort(options.env, name), bundle, env: options.env, paths };
  });
  for (const { name, port } of runs) {
    await stopService(paths, name); // left over from a supervisor that was killed
    await requireFreePort(port, `the ${name} service`, servicePortSetting(name));
  }

  const stopping = new AbortController();
  const current = new Map<ServiceName, ChildProcess>();
  const spawn = (run: ServiceRun): ChildProcess => {
    const child = spawnService(run);
    current.set(run.name, child);
    return child;
  };
  const keepers: Promise<void>[] = [];
  const stop = async () => {
    stopping.abort();
    for (const { name } of runs.toReversed()) await stopChild(current.get(name));
    await Promise.all(keepers);
  };
  try {
    await Promise.all(
      runs.map(async (run) => {
        const child = spawn(run);
        await serviceReady(run, child, options.caller.stopping);
        keepers.push(keepRunning(run, child, spawn, stopping.signal, options.caller.progress));
      }),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    urls: Object.fromEntries(runs.map(({ name, port }) => [name, `http://127.0.0.1:${port}`])),
    url: (name) => `http://127.0.0.1:${servicePort(options.env, name)}`,
    pid: (name) => {
      const child = current.get(name);
      return child && hasEnded(child) ? undefined : child?.pid;
    },
    stop,
  };
}

const firstBackoffMs = 250;
const longestBackoffMs = 10_000;
/** A service that ran this long was healthy: its next end starts the backoff afresh. */
const healthyMs = 30_000;

async function keepRunning(
  run: ServiceRun,
  first: ChildProcess,
  spawn: (run: ServiceRun) => ChildProcess,
  stopping: AbortSignal,
  progress: Progress,
): Promise<void> {
  const stopped = () => stopping.aborted;
  let child = first;
  for (let backoff = firstBackoffMs; ;) {
    const startedAt = Date.now();
    const how = await exitOf(child);
    if (stopped()) return;
    if (isTakenOver(run.paths, run.name)) {
      progress(`${run.name} is run by \`npm run dev\` now.`);
      while (isTakenOver(run.paths, run.name) && !stopped()) await pause(250, stopping);
    } else {
      if (Date.now() - startedAt > healthyMs) backoff = firstBackoffMs;
      progress(`${run.name} ended (${how}); starting it again.`);
      await pause(backoff, stopping);
      backoff = Math.min(backoff * 2, longestBackoffMs);
    }
    if (stopped()) return;
    child = spawn(run);
  }
}

async function pause(ms: number, stopping: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal: stopping }).catch(() => undefined);
}
