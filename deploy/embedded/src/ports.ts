import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { SetupError } from './setup-error.ts';

export function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** A process that was just killed gives its ports back a moment later. */
const releaseLimitMs = 3_000;

export async function requireFreePort(port: number, owner: string, setting: string): Promise<void> {
  const end = Date.now() + releaseLimitMs;
  do {
    if (await portIsFree(port)) return;
    await delay(50);
  } while (Date.now() < end);
  throw new SetupError(
    `Port ${port} (${owner}) is taken by another program: set ${setting} to a free port, or stop that program.`,
  );
}

/**
 * A run of `count` free ports below the range from which systems draw ephemeral ports, so that no outgoing
 * connection takes one between this check and its use.
 */
export async function freePortRun(count: number): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const first = 20_000 + Math.floor(Math.random() * (12_000 - count));
    const run = Array.from({ length: count }, (_, i) => first + i);
    if ((await Promise.all(run.map(portIsFree))).every(Boolean)) return first;
  }
  throw new SetupError(
    `No ${count} neighbouring free ports between 20000 and 32000: stop some servers.`,
  );
}
