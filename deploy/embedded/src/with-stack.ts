import type { Caller } from './caller.ts';
import type { StackSettings } from './settings.ts';
import { startStack, stopStack, type StackAddresses } from './stack.ts';

/**
 * Runs `work` on the stack, started where it does not run, and afterwards stops what was started here and nothing
 * else. `needs` is whatever else must be there first, made at the same time.
 */
export async function withStack<T, R>(
  settings: StackSettings,
  caller: Caller,
  needs: Promise<T>,
  work: (addresses: StackAddresses, needed: T) => Promise<R>,
): Promise<R> {
  const starting = startStack(settings, caller);
  try {
    const [{ addresses }, needed] = await Promise.all([starting, needs]);
    caller.stopping.throwIfAborted();
    return await work(addresses, needed);
  } finally {
    const stack = await starting.catch(() => undefined); // its failure is reported by the await above
    if (stack) {
      // The caller has called the work off, not its end.
      const ending = { progress: caller.progress, stopping: new AbortController().signal };
      await stopStack(settings.home, ending, stack.started);
    }
  }
}
