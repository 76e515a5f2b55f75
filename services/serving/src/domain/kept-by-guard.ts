import type { OnlineGuard } from '@headroom/storage';

/**
 * Values of the online store, decoded, by the guard of what was read: who asks for one that is kept reads its guard alone,
 * sixteen bytes in place of some kilobytes, most of which would be garbage at once.
 */
export class KeptByGuard<T> {
  readonly #kept = new Map<string, { readonly guard: OnlineGuard; readonly value: T }>();
  readonly #most: number;

  /** @param most values; what was kept first is forgotten first */
  constructor(most: number) {
    this.#most = most;
  }

  has(key: string): boolean {
    return this.#kept.has(key);
  }

  /** Undefined if what is kept is not of that guard. */
  get(key: string, { bucketEnd, revision }: OnlineGuard): T | undefined {
    const last = this.#kept.get(key);
    const isSame =
      last !== undefined && last.guard.bucketEnd === bucketEnd && last.guard.revision === revision;
    return isSame ? last.value : undefined;
  }

  keep(key: string, { bucketEnd, revision }: OnlineGuard, value: T): T {
    // Changed last, so forgotten last.
    this.#kept.delete(key);
    this.#kept.set(key, { guard: { bucketEnd, revision }, value });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#most && oldest !== undefined) this.#kept.delete(oldest);
    return value;
  }
}
