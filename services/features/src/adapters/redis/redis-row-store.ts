import { HeadroomError } from '@headroom/contracts';
import { RedisChanges, RedisConnection } from '@headroom/storage';
import { z } from 'zod';
import { RowLayout, rowLayout, rowText } from '../../domain/online/row-text.ts';
import type { RowStore } from '../../domain/online/row-store.ts';
import { entityText, type ViewRows } from '../../domain/online/view-rows.ts';
import { PUT_ROWS } from './put-rows.ts';
import { SharedReads } from './shared-reads.ts';

/** More in one call would keep other clients waiting for milliseconds. */
const KEYS_PER_CALL = 1_000;

const Applied = z.array(z.union([z.literal(0), z.literal(1)]));

/** Rows under `prefix:row:view:{entity}`, their layouts under `prefix:layout:id`, newest times under `prefix:clock:view`. */
export class RedisRowStore implements RowStore {
  readonly #redis: RedisConnection;
  readonly #changes: RedisChanges;
  readonly #prefix: string;
  readonly #reads: SharedReads;

  constructor(url: string, prefix: string) {
    this.#redis = new RedisConnection(url, `${prefix}-rows`);
    this.#changes = new RedisChanges(url, `${prefix}-rows`);
    this.#reads = new SharedReads(
      (keys) => this.#redis.call((redis) => redis.mget(...keys)),
      KEYS_PER_CALL,
    );
    this.#prefix = prefix;
  }

  async write({ view, rows }: ViewRows): Promise<boolean[]> {
    const layout = rowLayout(view.schema);
    const shared = [this.#layoutKey(layout.id), this.clockKeyOf(view.name)];
    const applied: boolean[] = [];
    for (let start = 0; start < rows.length; start += KEYS_PER_CALL) {
      const batch = rows.slice(start, start + KEYS_PER_CALL);
      const answer = await this.#redis.script(
        PUT_ROWS,
        [...shared, ...batch.map(({ keys }) => this.keyOf(view.name, entityText(keys)))],
        [JSON.stringify(layout), ...batch.map((row) => rowText(row, layout))],
      );
      applied.push(...Applied.parse(answer).map((flag) => flag === 1));
    }
    return applied;
  }

  read(keys: readonly string[]): Promise<(string | null)[]> {
    if (keys.length === 0) return Promise.resolve([]);
    return keys.length <= KEYS_PER_CALL ? this.#reads.read(keys) : this.#readMany(keys);
  }

  async #readMany(keys: readonly string[]): Promise<(string | null)[]> {
    const batches: Promise<(string | null)[]>[] = [];
    for (let start = 0; start < keys.length; start += KEYS_PER_CALL) {
      batches.push(this.#reads.read(keys.slice(start, start + KEYS_PER_CALL)));
    }
    return (await Promise.all(batches)).flat();
  }

  watch(key: string, listener: () => void): Promise<() => void> {
    return this.#changes.watch(key, listener);
  }

  keyOf(view: string, entity: string): string {
    return `${this.#prefix}:row:${view}:{${entity}}`;
  }

  clockKeyOf(view: string): string {
    return `${this.#prefix}:clock:${view}`;
  }

  async layout(id: string): Promise<RowLayout | null> {
    const text = await this.#redis.call((redis) => redis.get(this.#layoutKey(id)));
    if (text === null) return null;
    const parsed = RowLayout.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    throw new HeadroomError(
      'INVALID_DATA',
      `The online layout ${id} cannot be read: ${parsed.error.message}. Materialise its views anew.`,
    );
  }

  /** @throws UNAVAILABLE */
  ping(): Promise<void> {
    return this.#redis.ping();
  }

  close(): Promise<void> {
    this.#changes.close();
    return this.#redis.close();
  }

  #layoutKey(id: string): string {
    return `${this.#prefix}:layout:${id}`;
  }
}
