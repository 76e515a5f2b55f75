import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import type { Caller } from './caller.ts';
import { SetupError } from './setup-error.ts';

/** The longest work under a lock is a download over a slow network. */
const limitMs = 30 * 60_000;

/**
 * Runs `work` while no other process holds the same lock file. The lock is SQLite's on an otherwise empty database:
 * the system drops it when its holder dies, however it dies, so there is no stale lock to judge.
 */
export async function withLock<T>(
  file: string,
  waiting: string,
  caller: Caller,
  work: () => Promise<T>,
): Promise<T> {
  const database = new DatabaseSync(file);
  try {
    const end = Date.now() + limitMs;
    for (let attempt = 0; !tryBegin(database); attempt++) {
      if (attempt === 0) caller.progress(waiting);
      if (Date.now() > end) {
        throw new SetupError(
          `${file} is still held by another Headroom process: wait for it or stop it.`,
        );
      }
      await delay(100, undefined, { signal: caller.stopping });
    }
    return await work();
  } finally {
    database.close();
  }
}

function tryBegin(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes('locked')) return false;
    throw error;
  }
}
