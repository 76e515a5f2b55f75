import type { OnlineServiceSource } from '@headroom/contracts';
import type { Arrivals } from '../domain/arrivals.ts';
import type { RawStore } from '../domain/raw-store.ts';

/** "Now" of every source, remembered until rows of it arrive. */
export class SourceClocks {
  readonly #store: Pick<RawStore, 'progress'>;
  readonly #wallClock: () => number;
  readonly #known = new Map<string, Promise<number>>();

  constructor(store: Pick<RawStore, 'progress'>, arrivals: Arrivals, wallClock: () => number) {
    this.#store = store;
    this.#wallClock = wallClock;
    arrivals.subscribe((source) => {
      if (source === null) this.#known.clear();
      else this.#known.delete(source);
    });
  }

  async now({ source, clock }: OnlineServiceSource): Promise<number> {
    if (clock === 'wall') return this.#wallClock();
    const known = this.#known.get(source);
    if (known !== undefined) return known;
    const asked = this.#store.progress(source).then((progress) => progress?.now ?? -Infinity);
    this.#known.set(source, asked);
    // A failure is not to be remembered.
    asked.catch(() => this.#known.delete(source));
    return asked;
  }
}
