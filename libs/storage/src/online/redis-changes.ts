import { Redis } from 'ioredis';
import { fromRedisError } from './redis-error.ts';

/** Listens to channels of a Redis server, on one connection of its own for all of them, made when the first is needed. */
export class RedisChanges {
  readonly #url: string;
  readonly #name: string;
  readonly #listeners = new Map<string, Set<() => void>>();
  #redis: Redis | undefined;

  constructor(url: string, name: string) {
    this.#url = url;
    this.#name = name;
  }

  /** @throws UNAVAILABLE. Returns what ends it. */
  async watch(channel: string, listener: () => void): Promise<() => void> {
    const known = this.#listeners.get(channel);
    if (known !== undefined) {
      known.add(listener);
      return () => this.#forget(channel, listener);
    }
    this.#listeners.set(channel, new Set([listener]));
    try {
      await this.#connection().subscribe(channel);
    } catch (error) {
      this.#listeners.delete(channel);
      throw fromRedisError(error);
    }
    return () => this.#forget(channel, listener);
  }

  close(): void {
    this.#redis?.disconnect();
  }

  #connection(): Redis {
    if (this.#redis !== undefined) return this.#redis;
    // It subscribes again by itself when the server is back.
    const redis = new Redis(this.#url, {
      connectionName: `${this.#name}-changes`,
      maxRetriesPerRequest: 1,
      retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
    });
    redis.on('error', () => undefined);
    redis.on('message', (channel) => {
      this.#tell(channel);
    });
    redis.on('ready', () => {
      for (const channel of this.#listeners.keys()) this.#tell(channel);
    });
    this.#redis = redis;
    return redis;
  }

  #tell(channel: string): void {
    for (const listener of this.#listeners.get(channel) ?? []) listener();
  }

  #forget(channel: string, listener: () => void): void {
    const listeners = this.#listeners.get(channel);
    listeners?.delete(listener);
    if (listeners?.size !== 0) return;
    this.#listeners.delete(channel);
    // What comes on it until then has no listener.
    this.#redis?.unsubscribe(channel).catch(() => undefined);
  }
}
