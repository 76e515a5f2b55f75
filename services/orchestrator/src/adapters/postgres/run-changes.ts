import type { Database, Subscription } from '@headroom/storage';
import type { RunKey } from '../../domain/ports.ts';
import { CHANGES, decodeChange } from './changes-channel.ts';

export interface ChangeListener {
  /** A run changed. Null: some may have changed unheard, while the connection was away; look for yourself. */
  changed(run: RunKey | null): void;
  /** The service ends. */
  ended(): void;
}

/** Every committed change of a run, by whichever replica made it. */
export class RunChanges {
  readonly #db: Database;
  readonly #listeners = new Set<ChangeListener>();
  #subscription: Subscription | null = null;

  constructor(db: Database) {
    this.#db = db;
  }

  async start(): Promise<void> {
    this.#subscription = await this.#db.listen(CHANGES, {
      notified: (payload) => this.#tell(decodeChange(payload)),
      listening: () => this.#tell(null),
    });
  }

  /** Returns how to stop listening. */
  listen(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Lets every listener go, so that streams to clients end. */
  end(): void {
    for (const listener of this.#listeners) listener.ended();
    this.#listeners.clear();
  }

  async close(): Promise<void> {
    this.end();
    await this.#subscription?.close();
  }

  #tell(run: RunKey | null): void {
    for (const listener of this.#listeners) listener.changed(run);
  }
}
