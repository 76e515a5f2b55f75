import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePortRun } from '@headroom/embedded';

export interface GenuineServer {
  readonly url: string;
  /** Its first process; its workers are below it. */
  readonly pid: number;
  stop(): Promise<void>;
}

export interface GenuineProgram {
  /** How it is called: `mlflow server`. */
  readonly name: string;
  /** Its command line, once its port is known. */
  readonly command: (port: number) => readonly [string, ...string[]];
  /** Where it runs and leaves its log. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Path that answers 200 once it is ready. */
  readonly ready: string;
}

const readyLimitMs = 120_000;

/** Starts a peer's own server on a free port; resolves when it is ready. */
export async function startGenuine(program: GenuineProgram): Promise<GenuineServer> {
  const { name, folder, env, ready } = program;
  mkdirSync(folder, { recursive: true });
  const port = await freePortRun(1);
  const url = `http://127.0.0.1:${port}`;
  const log = join(folder, 'server.log');
  const output = openSync(log, 'a');
  const [command, ...args] = program.command(port);
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} could not be started: no ${command}`);
  const exited = once(child, 'exit');
  const stop = async () => {
    // The whole group: its workers outlive a parent that is killed alone.
    if (child.exitCode === null) process.kill(-pid, 'SIGTERM');
    await exited;
  };
  const end = Date.now() + readyLimitMs;
  while (!(await answers(`${url}${ready}`))) {
    if (child.exitCode !== null || Date.now() > end) {
      await stop();
      throw new Error(`${name} did not get ready:\n${readFileSync(log, 'utf8').slice(-2000)}`);
    }
    await delay(200);
  }
  return { url, pid, stop };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
