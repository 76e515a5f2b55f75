import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { removeLostTestFolders, testFolderPrefix } from './lost-folders.ts';
import { repoRoot } from './paths.ts';
import type { Progress } from './caller.ts';
import { SetupError } from './setup-error.ts';
import type { StackAddresses } from './stack.ts';

export type KeeperMessage =
  | { readonly progress: string }
  | { readonly addresses: StackAddresses }
  | { readonly failure: string };

export interface DisposableStack {
  readonly home: string;
  readonly addresses: StackAddresses;
  /** Stops the servers and deletes their data. Happens by itself when this process ends first. */
  stop(): Promise<void>;
}

/**
 * A stack on free ports, in a folder of its own, that can't outlive this process. For tests, and for benchmarks, which
 * want it durable: with the disk writes that a kept stack makes.
 */
export async function startDisposableStack(
  progress: Progress,
  { durable = false } = {},
): Promise<DisposableStack> {
  const parent = join(repoRoot, '.headroom');
  await removeLostTestFolders(parent);
  const home = join(parent, `${testFolderPrefix}${randomBytes(3).toString('hex')}`);
  const keeper = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(import.meta.dirname, 'keeper.ts'),
      home,
      String(durable),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'], detached: true },
  );
  const exited = once(keeper, 'exit');
  keeper.stdin.on('error', () => undefined); // it ended first: `exited` says so
  for await (const line of createInterface({ input: keeper.stdout })) {
    const message = JSON.parse(line) as KeeperMessage;
    if ('progress' in message) progress(message.progress);
    else if ('failure' in message) throw new SetupError(message.failure);
    else {
      const stop = async () => {
        keeper.stdin.end();
        await exited;
      };
      return { home, addresses: message.addresses, stop };
    }
  }
  throw new SetupError('The test stack ended before it was ready.');
}
