/**
 * Program: keeps a throwaway stack alive for the process at the other end of its standard input, and removes it when
 * that closes. However its owner ends (Ctrl-C, crash, kill -9), the system closes the pipe.
 */
import { rmSync } from 'node:fs';
import type { KeeperMessage } from './disposable.ts';
import { freePortRun } from './ports.ts';
import { resetStack, startStack } from './stack.ts';
import { stopSignal, whenAborted } from './stop-signal.ts';

const home = process.argv[2];
if (home === undefined) throw new Error('usage: keeper.ts STATE_FOLDER [true: durable]');

const say = (message: KeeperMessage): void => {
  process.stdout.write(`${JSON.stringify(message)}\n`);
};
process.stdout.on('error', () => undefined); // the owner is gone; standard input says so too
const ownerGone = new AbortController();
process.stdin.once('close', () => ownerGone.abort()).resume();
const stopping = AbortSignal.any([ownerGone.signal, stopSignal()]);

try {
  const port = await freePortRun(4);
  const settings = {
    home,
    ports: { kafka: port, postgres: port + 2, redis: port + 3 },
    durable: process.argv[3] === 'true',
  };
  const progress = (line: string) => say({ progress: line });
  const { addresses } = await startStack(settings, { progress, stopping });
  say({ addresses });
  await whenAborted(stopping);
} catch (error) {
  if (!stopping.aborted) say({ failure: error instanceof Error ? error.message : String(error) });
} finally {
  await resetStack(home, { progress: () => undefined, stopping: new AbortController().signal });
  rmSync(home, { recursive: true, force: true });
  process.exit();
}
