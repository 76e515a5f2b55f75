import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { SetupError } from './setup-error.ts';

/**
 * Runs `work` while no other process holds the same lock file. The lock is SQLite's on an otherwise empty database:
 * the system drops it when its holder dies, however it dies, so there is no stale lock to judge.
 */
export async function withLock<T>(
  file: string,
  options: { readonly limitMs: number; readonly waiting: () => void },
  work: () => Promise<T>,
): Promise<T> {
  const database = new DatabaseSync(file);
  try {
    await acquire(database, file, options);
    return await work();
  } finally {
    database.close();
  }
}

async function acquire(
  database: DatabaseSync,
  file: string,
  options: { readonly limitMs: number; readonly waiting: () => void },
): Promise<void> {
  const end = Date.now() + options.limitMs;
  for (let attempt = 0; !tryBegin(database); attempt++) {
    if (attempt === 0) options.waiting();
    if (Date.now() > end) {
      throw new SetupError(
        `${file} is still held by another Headroom process: wait for it or stop it.`,
      );
    }
    await delay(100);
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
