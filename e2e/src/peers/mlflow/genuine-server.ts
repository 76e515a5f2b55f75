import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePortRun } from '@headroom/embedded';

export interface GenuineServer {
  readonly url: string;
  /** Its first process; the workers are below it. */
  readonly pid: number;
  stop(): Promise<void>;
}

const readyLimitMs = 120_000;

/**
 * `mlflow server`, which hands artifacts out itself.
 * @param python of the peer's environment
 * @param postgresUrl an empty database for it
 * @param folder where its artifacts and its log go
 */
export async function startGenuineServer(
  python: string,
  postgresUrl: string,
  folder: string,
  workers = 2,
): Promise<GenuineServer> {
  mkdirSync(folder, { recursive: true });
  const port = await freePortRun(1);
  const url = `http://127.0.0.1:${port}`;
  const store = postgresUrl.replace(/^postgres(ql)?:/, 'postgresql+psycopg2:');
  const log = join(folder, 'mlflow.log');
  const output = openSync(log, 'a');
  const child = spawn(
    python,
    [
      ...['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port)],
      ...['--workers', String(workers), '--backend-store-uri', store],
      ...['--artifacts-destination', join(folder, 'artifacts')],
    ],
    {
      cwd: folder,
      stdio: ['ignore', output, output],
      detached: true,
      env: {
        ...process.env,
        // Its workers are started by the bare names of the environment's programs.
        PATH: `${dirname(python)}:${process.env['PATH'] ?? ''}`,
        MLFLOW_DISABLE_TELEMETRY: 'true',
      },
    },
  );
  const { pid } = child;
  if (pid === undefined) throw new Error(`mlflow could not be started with ${python}`);
  const exited = once(child, 'exit');
  const stop = async () => {
    // The whole group: its workers outlive a parent that is killed alone.
    if (child.exitCode === null) process.kill(-pid, 'SIGTERM');
    await exited;
  };
  const end = Date.now() + readyLimitMs;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > end) {
      await stop();
      throw new Error(
        `mlflow server did not get ready:\n${readFileSync(log, 'utf8').slice(-2000)}`,
      );
    }
    await delay(200);
  }
  return { url, pid, stop };
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health`).then(
    ({ ok }) => ok,
    () => false,
  );
