import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceName } from '@headroom/contracts';
import {
  buildServices,
  repoRoot,
  serviceEnvironment,
  startDisposableStack,
  startServices,
  type Caller,
  type DisposableStack,
  type RunningServices,
} from '@headroom/embedded';
import { freePorts } from '../../system/free-ports.ts';

export interface BenchServices {
  readonly stack: DisposableStack;
  readonly services: RunningServices;
  /** Root of the object store. */
  readonly objects: string;
}

export interface BenchOptions {
  readonly services?: readonly ServiceName[];
  readonly env?: Readonly<Record<string, string>>;
  /** What has to be there before the services start. */
  readonly prepare?: (stack: DisposableStack) => Promise<void>;
}

/**
 * Runs real services, as bundles, on servers of their own that write to disk as kept ones do; all of it is gone
 * afterwards.
 */
export async function withServices<T>(
  caller: Caller,
  { services, env, prepare }: BenchOptions,
  work: (running: BenchServices) => Promise<T>,
): Promise<T> {
  const state = join(repoRoot, '.headroom');
  mkdirSync(state, { recursive: true });
  const home = mkdtempSync(join(state, `test-${process.pid}-`));
  try {
    const bundles = join(home, 'bundles');
    const names = await buildServices(bundles);
    const stack = await startDisposableStack(caller.progress, { durable: true });
    try {
      await prepare?.(stack);
      const running = await startServices({
        home,
        bundles,
        services: services ?? names,
        caller,
        env: serviceEnvironment(
          {
            ...process.env,
            ...(await freePorts()),
            HEADROOM_SCHEDULE: 'none',
            HEADROOM_OBJECT_ROOT: home,
            ...env,
          },
          { home, addresses: stack.addresses },
        ),
      });
      try {
        return await work({ stack, services: running, objects: home });
      } finally {
        await running.stop();
      }
    } finally {
      await stack.stop();
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
