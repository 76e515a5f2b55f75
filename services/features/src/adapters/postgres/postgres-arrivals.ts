import type { Database, Subscription } from '@headroom/storage';
import type { Arrivals } from '../../domain/arrivals.ts';
import { ARRIVALS_CHANNEL } from './append-records.ts';

type Listener = (source: string | null) => void;

/** One LISTEN for the process, whoever waits. */
export class PostgresArrivals implements Arrivals {
  readonly #listeners = new Set<Listener>();
  readonly #db: Database;
  #subscription: Subscription | undefined;

  constructor(db: Database) {
    this.#db = db;
  }

  async start(): Promise<void> {
    this.#subscription = await this.#db.listen(ARRIVALS_CHANNEL, {
      notified: (source) => this.#tell(source),
      // What was said while the connection was away is lost: everyone looks for himself.
      listening: () => this.#tell(null),
    });
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    await this.#subscription?.close();
  }

  #tell(source: string | null): void {
    for (const listener of this.#listeners) listener(source);
  }
}
