import { once } from 'node:events';

/**
 * Aborts at the first Ctrl-C or SIGTERM. Later ones are the same wish: the terminal and the launcher may both pass
 * one on, and every step of a stop has a limit after which it kills.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => controller.abort(name));
  }
  return controller.signal;
}

/** Waits for the abort, and keeps the process alive for that long even when nothing else does. */
export async function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const alive = setInterval(() => undefined, 2 ** 30);
  await once(signal, 'abort');
  clearInterval(alive);
}
