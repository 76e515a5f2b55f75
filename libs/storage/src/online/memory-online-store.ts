import { checkGuard } from './guard.ts';
import type {
  GuardedRead,
  OnlineEntry,
  OnlineKey,
  OnlineStore,
  OnlineValue,
} from './online-store.ts';

/** For tests, above all crash tests of handlers: the same contract as Redis, in the process. */
export class MemoryOnlineStore implements OnlineStore {
  readonly #values = new Map<string, OnlineValue>();
  readonly #listeners = new Map<string, Set<() => void>>();

  async write(entries: readonly OnlineEntry[]): Promise<boolean[]> {
    entries.forEach(checkGuard);
    return entries.map((entry) => {
      const known = this.#values.get(keyOf(entry));
      if (known !== undefined && isOlder(entry, known)) return false;
      const { bucketEnd, revision, bytes } = entry;
      this.#values.set(keyOf(entry), { bucketEnd, revision, bytes: bytes.slice() });
      for (const listener of this.#listeners.get(keyOf(entry)) ?? []) listener();
      return true;
    });
  }

  async read(keys: readonly OnlineKey[]): Promise<(OnlineValue | null)[]> {
    return keys.map((key) => this.#values.get(keyOf(key)) ?? null);
  }

  async readWithGuards(
    keys: readonly OnlineKey[],
    guarded: readonly OnlineKey[],
  ): Promise<GuardedRead> {
    const guards = (await this.read(guarded)).map(
      (value) => value && { bucketEnd: value.bucketEnd, revision: value.revision },
    );
    return { values: await this.read(keys), guards };
  }

  async watch(key: OnlineKey, listener: () => void): Promise<() => void> {
    const listeners = this.#listeners.get(keyOf(key)) ?? new Set();
    this.#listeners.set(keyOf(key), listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  async delete(keys: readonly OnlineKey[]): Promise<void> {
    for (const key of keys) this.#values.delete(keyOf(key));
  }
}

const isOlder = (a: OnlineValue, b: OnlineValue): boolean =>
  a.bucketEnd < b.bucketEnd || (a.bucketEnd === b.bucketEnd && a.revision < b.revision);

const keyOf = ({ view, entity }: OnlineKey): string => JSON.stringify([view, entity]);
