import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface EmptyServer {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** A server that does nothing, on one core. */
export async function startEmptyServer(core: number): Promise<EmptyServer> {
  const program = join(import.meta.dirname, 'empty-server.ts');
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', program];
  const child = spawn('taskset', ['--cpu-list', String(core), ...node], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  for await (const url of createInterface({ input: child.stdout })) {
    const stop = async () => {
      child.kill();
      await ended;
    };
    return { url, pid: child.pid ?? 0, stop };
  }
  throw new Error('the empty server did not start');
}
