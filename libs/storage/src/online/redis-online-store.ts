import { Redis } from 'ioredis';
import { z } from 'zod';
import { checkGuard, pack, unpack } from './guard.ts';
import { GUARDED_SET, GUARDED_SET_SHA } from './guarded-set.ts';
import type { OnlineEntry, OnlineKey, OnlineStore, OnlineValue } from './online-store.ts';
import { fromRedisError } from './redis-error.ts';

export interface RedisOnlineStoreOptions {
  /** `redis://[user:password@]host:port[/database]` */
  readonly url: string;
  /** Before every key, e.g. `headroom`. */
  readonly prefix: string;
}

/** More in one call would keep other clients waiting for milliseconds. */
const KEYS_PER_CALL = 1_000;

const Applied = z.array(z.union([z.literal(0), z.literal(1)]));

/** Values under `prefix:view:{entity}`. Connects at once and reconnects for ever. */
export class RedisOnlineStore implements OnlineStore {
  readonly #redis: Redis;
  readonly #prefix: string;

  constructor({ url, prefix }: RedisOnlineStoreOptions) {
    this.#prefix = prefix;
    this.#redis = new Redis(url, {
      connectionName: prefix,
      connectTimeout: 5_000,
      commandTimeout: 5_000,
      // A call waits for one reconnection; its caller retries (kafka redelivers) rather than hang.
      maxRetriesPerRequest: 1,
      retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
    });
    // Each call that suffers is told by its own rejection.
    this.#redis.on('error', () => undefined);
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
      const found = await this.#call(() => this.#redis.mgetBuffer(batch.map(this.#name)));
      batch.forEach((key, i) => {
        const packed = found[i] ?? null;
        values.push(packed === null ? null : unpack(key, packed));
      });
    }
    return values;
  }

  async delete(keys: readonly OnlineKey[]): Promise<void> {
    for (const batch of batches(keys)) {
      await this.#call(() => this.#redis.unlink(batch.map(this.#name)));
    }
  }

  /** @throws UNAVAILABLE */
  async ping(): Promise<void> {
    await this.#call(() => this.#redis.ping());
  }

  async close(): Promise<void> {
    await this.#redis.quit().catch(() => {
      this.#redis.disconnect();
    });
  }

  async #writeBatch(entries: readonly OnlineEntry[]): Promise<boolean[]> {
    const args = [...entries.map(this.#name), ...entries.map(pack)];
    const answer = await this.#call(async () => {
      try {
        return await this.#redis.evalsha(GUARDED_SET_SHA, entries.length, ...args);
      } catch (error) {
        // A server that was restarted or flushed has forgotten the script; EVAL teaches it again.
        if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
        return await this.#redis.eval(GUARDED_SET, entries.length, ...args);
      }
    });
    return Applied.parse(answer).map((flag) => flag === 1);
  }

  async #call<T>(command: () => Promise<T>): Promise<T> {
    try {
      return await command();
    } catch (error) {
      throw fromRedisError(error);
    }
  }

  readonly #name = ({ view, entity }: OnlineKey): string => `${this.#prefix}:${view}:{${entity}}`;
}

function* batches<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += KEYS_PER_CALL) {
    yield items.slice(start, start + KEYS_PER_CALL);
  }
}
