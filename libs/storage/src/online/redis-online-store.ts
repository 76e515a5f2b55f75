import { z } from 'zod';
import { checkGuard, GUARD_BYTES, pack, unpack } from './guard.ts';
import { GUARDED_READ } from './guarded-read.ts';
import { GUARDED_SET } from './guarded-set.ts';
import type {
  GuardedRead,
  OnlineEntry,
  OnlineGuard,
  OnlineKey,
  OnlineStore,
  OnlineValue,
} from './online-store.ts';
import { RedisChanges } from './redis-changes.ts';
import { RedisConnection } from './redis-connection.ts';

export interface RedisOnlineStoreOptions {
  /** `redis://[user:password@]host:port[/database]` */
  readonly url: string;
  /** Before every key, e.g. `headroom`. */
  readonly prefix: string;
}

/** More in one call would keep other clients waiting for milliseconds. */
const KEYS_PER_CALL = 1_000;

const Applied = z.array(z.union([z.literal(0), z.literal(1)]));

const Found = z.array(z.instanceof(Buffer).nullable());

/** Values under `prefix:view:{entity}`. Connects at once and reconnects for ever. */
export class RedisOnlineStore implements OnlineStore {
  readonly #redis: RedisConnection;
  readonly #changes: RedisChanges;
  readonly #prefix: string;

  constructor({ url, prefix }: RedisOnlineStoreOptions) {
    this.#prefix = prefix;
    this.#redis = new RedisConnection(url, prefix);
    this.#changes = new RedisChanges(url, prefix);
  }

  async write(entries: readonly OnlineEntry[]): Promise<boolean[]> {
    entries.forEach(checkGuard);
    const applied: boolean[] = [];
    for (const batch of batches(entries)) applied.push(...(await this.#writeBatch(batch)));
    return applied;
  }

  async read(keys: readonly OnlineKey[]): Promise<(OnlineValue | null)[]> {
    const values: (OnlineValue | null)[] = [];
    for (const batch of batches(keys)) {
      const found = await this.#redis.call((redis) => redis.mgetBuffer(batch.map(this.#name)));
      batch.forEach((key, i) => values.push(unpackFound(key, found[i] ?? null)));
    }
    return values;
  }

  async readWithGuards(
    keys: readonly OnlineKey[],
    guarded: readonly OnlineKey[],
  ): Promise<GuardedRead> {
    const values: (OnlineValue | null)[] = [];
    const guards: (OnlineGuard | null)[] = [];
    const [only] = guarded;
    if (only !== undefined && keys.length === 0 && guarded.length === 1)
      return { values, guards: [await this.#readGuard(only)] };
    for (const batch of batches([...keys, ...guarded])) {
      const whole = Math.max(0, Math.min(batch.length, keys.length - values.length));
      const names = batch.map(this.#name);
      const found = Found.parse(
        await this.#redis.script(GUARDED_READ, names, [String(whole)], false),
      );
      batch.forEach((key, i) => {
        const bytes = found[i] ?? null;
        if (i < whole) values.push(unpackFound(key, bytes));
        else guards.push(guardOf(key, bytes));
      });
    }
    return { values, guards };
  }

  async delete(keys: readonly OnlineKey[]): Promise<void> {
    for (const batch of batches(keys)) {
      await this.#redis.call((redis) => redis.unlink(batch.map(this.#name)));
    }
  }

  watch(key: OnlineKey, listener: () => void): Promise<() => void> {
    return this.#changes.watch(this.#name(key), listener);
  }

  /** @throws UNAVAILABLE */
  async ping(): Promise<void> {
    await this.#redis.ping();
  }

  async close(): Promise<void> {
    this.#changes.close();
    await this.#redis.close();
  }

  /** Most requests want no more: a plain command costs the server, and this side, less than a script. */
  async #readGuard(key: OnlineKey): Promise<OnlineGuard | null> {
    const last = GUARD_BYTES - 1;
    return guardOf(
      key,
      await this.#redis.call((redis) => redis.getrangeBuffer(this.#name(key), 0, last)),
    );
  }

  async #writeBatch(entries: readonly OnlineEntry[]): Promise<boolean[]> {
    const answer = await this.#redis.script(
      GUARDED_SET,
      entries.map(this.#name),
      entries.map(pack),
    );
    return Applied.parse(answer).map((flag) => flag === 1);
  }

  readonly #name = ({ view, entity }: OnlineKey): string => `${this.#prefix}:${view}:{${entity}}`;
}

function* batches<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += KEYS_PER_CALL) {
    yield items.slice(start, start + KEYS_PER_CALL);
  }
}

const unpackFound = (key: OnlineKey, packed: Buffer | null): OnlineValue | null =>
  packed === null ? null : unpack(key, packed);

function guardOf(key: OnlineKey, start: Buffer | null): OnlineGuard | null {
  if (start === null || start.length === 0) return null;
  const { bucketEnd, revision } = unpack(key, start);
  return { bucketEnd, revision };
}
