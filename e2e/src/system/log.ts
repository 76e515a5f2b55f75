import type { Topic } from '@headroom/contracts';
import { OK, type Delivered, type KafkaBus } from '@headroom/messaging';

/** What a topic carried, as the test read it. */
export interface Log<T> {
  readonly entries: readonly T[];
  /** Resolves with the first entry that fits, which may be there already; rejects when time is up. */
  first(what: string, fits: (entry: T) => boolean, timeoutMs?: number): Promise<T>;
}

interface Waiter<T> {
  fits(entry: T): boolean;
  resolve(entry: T): void;
}

const PATIENCE_MS = 60_000;

/** Follows a topic from its beginning. */
export async function followTopic<T>(
  bus: KafkaBus,
  topic: Topic,
  read: (message: Delivered) => T,
): Promise<Log<T>> {
  const entries: T[] = [];
  const waiters = new Set<Waiter<T>>();
  await bus.admin.ensureTopics([topic]);
  const consumer = bus.subscribe({
    topic,
    group: 'e2e',
    handler: async (messages) => {
      for (const entry of messages.map(read)) {
        entries.push(entry);
        for (const waiter of waiters) if (waiter.fits(entry)) waiter.resolve(entry);
      }
      return messages.map(() => OK);
    },
  });
  await consumer.joined;
  return {
    entries,
    async first(what, fits, timeoutMs = PATIENCE_MS) {
      const known = entries.find(fits);
      if (known !== undefined) return known;
      let timer: NodeJS.Timeout | undefined;
      let waiter: Waiter<T> | undefined;
      try {
        return await new Promise((resolve, reject) => {
          waiter = { fits, resolve };
          waiters.add(waiter);
          timer = setTimeout(() => {
            const seen = `${entries.length} messages were seen`;
            reject(new Error(`${topic.name}: ${what} did not come in ${timeoutMs} ms; ${seen}`));
          }, timeoutMs);
        });
      } finally {
        clearTimeout(timer);
        if (waiter !== undefined) waiters.delete(waiter);
      }
    },
  };
}
