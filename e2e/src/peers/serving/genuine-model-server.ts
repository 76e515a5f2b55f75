import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePortRun } from '@headroom/embedded';

export interface GenuineModelServer {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const readyLimitMs = 120_000;

/**
 * Genuine `mlflow models serve`.
 * @param python of the mlflow peer
 * @param model the model's folder
 * @param core it is pinned to
 */
export async function startGenuineModelServer(
  python: string,
  model: string,
  core?: number,
): Promise<GenuineModelServer> {
  const port = await freePortRun(1);
  const url = `http://127.0.0.1:${port}`;
  const log = join(dirname(model), 'models-serve.log');
  const output = openSync(log, 'a');
  const args = [
    ...['-m', 'mlflow', 'models', 'serve', '--model-uri', model, '--env-manager', 'local'],
    ...['--host', '127.0.0.1', '--port', String(port)],
  ];
  const onCore = core === undefined ? [] : ['taskset', '--cpu-list', String(core)];
  const [command = python, ...rest] = [...onCore, python, ...args];
  const child = spawn(command, rest, {
    stdio: ['ignore', output, output],
    detached: true,
    env: {
      ...process.env,
      // Its server is started by the bare name of the environment's program.
      PATH: `${dirname(python)}:${process.env['PATH'] ?? ''}`,
      MLFLOW_DISABLE_TELEMETRY: 'true',
    },
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`mlflow could not be started with ${python}`);
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    // The whole group: the server below it outlives a parent that is killed alone.
    if (child.exitCode === null) process.kill(-pid, 'SIGTERM');
    await exited;
  };
  const end = Date.now() + readyLimitMs;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > end) {
      await stop();
      throw new Error(
        `mlflow models serve did not get ready:\n${readFileSync(log, 'utf8').slice(-2000)}`,
      );
    }
    await delay(200);
  }
  return { url, pid, stop };
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/ping`).then(
    ({ ok }) => ok,
    () => false,
  );
