import { Redis } from 'ioredis';
import { fromRedisError } from './redis-error.ts';

interface Channel {
  readonly listeners: Set<() => void>;
  /** Until then a message on it can pass unheard. */
  readonly subscribed: Promise<unknown>;
}

/** Listens to channels of a Redis server, on one connection of its own for all of them, made when the first is needed. */
export class RedisChanges {
  readonly #url: string;
  readonly #name: string;
  readonly #channels = new Map<string, Channel>();
  #redis: Redis | undefined;

  constructor(url: string, name: string) {
    this.#url = url;
    this.#name = name;
  }

  /** @throws UNAVAILABLE. Returns what ends it. */
  async watch(name: string, listener: () => void): Promise<() => void> {
    const channel = this.#channels.get(name) ?? this.#open(name);
    channel.listeners.add(listener);
    try {
      await channel.subscribed;
    } catch (error) {
      if (this.#channels.get(name) === channel) this.#channels.delete(name);
      throw fromRedisError(error);
    }
    return () => {
      channel.listeners.delete(listener);
      if (channel.listeners.size > 0 || this.#channels.get(name) !== channel) return;
      this.#channels.delete(name);
      // What comes on it until then has no listener.
      this.#redis?.unsubscribe(name).catch(() => undefined);
    };
  }

  close(): void {
    this.#redis?.disconnect();
  }

  #open(name: string): Channel {
    const channel = {
      listeners: new Set<() => void>(),
      subscribed: this.#connection().subscribe(name),
    };
    this.#channels.set(name, channel);
    return channel;
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
    redis.on('message', (name) => {
      this.#tell(name);
    });
    // Whatever changed while it was away went unheard; before the first time nobody listened.
    redis.once('ready', () => {
      redis.on('ready', () => {
        for (const name of this.#channels.keys()) this.#tell(name);
      });
    });
    this.#redis = redis;
    return redis;
  }

  #tell(name: string): void {
    for (const listener of this.#channels.get(name)?.listeners ?? []) listener();
  }
}
