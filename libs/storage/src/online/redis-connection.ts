import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { fromRedisError } from './redis-error.ts';

/** A Lua script, and the name that a server knows it by. Redis 6.2's commands only. */
export interface RedisScript {
  readonly text: string;
  readonly sha: string;
}

export const redisScript = (text: string): RedisScript => ({
  text,
  sha: createHash('sha1').update(text).digest('hex'),
});

/** Connects at once and reconnects for ever. Every failure is UNAVAILABLE, or INTERNAL where the server is well. */
export class RedisConnection {
  readonly #redis: Redis;

  /**
   * @param url `redis://[user:password@]host:port[/database]`
   * @param name that the server shows for it
   */
  constructor(url: string, name: string) {
    this.#redis = new Redis(url, {
      connectionName: name,
      connectTimeout: 5_000,
      commandTimeout: 5_000,
      // A call waits for one reconnection; its caller retries (kafka redelivers) rather than hang.
      maxRetriesPerRequest: 1,
      retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
    });
    // Each call that suffers is told by its own rejection.
    this.#redis.on('error', () => undefined);
  }

  async call<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    try {
      return await command(this.#redis);
    } catch (error) {
      throw fromRedisError(error);
    }
  }

  /**
   * One round trip, save for the first call after the server forgot the script.
   * @param texts whether what it answers are texts, else bytes
   */
  script(
    { text, sha }: RedisScript,
    keys: readonly string[],
    args: readonly (string | Buffer)[],
    texts = true,
  ): Promise<unknown> {
    return this.call(async (redis) => {
      const run = (command: string, script: string): Promise<unknown> => {
        const all = [script, keys.length, ...keys, ...args];
        return texts ? redis.call(command, all) : redis.callBuffer(command, all);
      };
      try {
        return await run('EVALSHA', sha);
      } catch (error) {
        // A server that was restarted or flushed has forgotten the script; EVAL teaches it again.
        if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
        return await run('EVAL', text);
      }
    });
  }

  /** @throws UNAVAILABLE */
  async ping(): Promise<void> {
    await this.call((redis) => redis.ping());
  }

  async close(): Promise<void> {
    await this.#redis.quit().catch(() => {
      this.#redis.disconnect();
    });
  }
}
