import { z } from 'zod';
import type { Database, Sql, Subscription } from '../postgres/sql.ts';
import { outboxChannel } from './enqueue.ts';
import type { OutboxRow } from './outbox-row.ts';

export interface OutboxRelayOptions {
  readonly db: Database;
  /** As given to `enqueue`. */
  readonly outbox: string;
  /**
   * Publishes rows in order, resolves when all are acknowledged. After a crash or an error the same rows come again,
   * so consumers must take a repetition (all of ours do, by `ce_id` or natural key).
   */
  readonly publish: (rows: readonly OutboxRow[]) => Promise<void>;
  /** Told of each failed attempt; the next one follows with the sweep or the next notification. */
  readonly onError: (error: unknown) => void;
  /** Default 5 s: only a net for notifications that got lost. */
  readonly sweepMs?: number;
  /** Rows a transaction, default 200. */
  readonly batchSize?: number;
}

const Stored = z.object({
  id: z.number(),
  topic: z.string(),
  key: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.instanceof(Uint8Array),
});

/**
 * Publishes what `enqueue` wrote, after its commit. One relay of an outbox works at a time (whoever has the advisory
 * lock), so replicas cannot reorder a key; the others are its stand-ins. Rows are deleted once they are published.
 */
export class OutboxRelay {
  readonly #options: OutboxRelayOptions;
  #subscription: Subscription | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #closed = false;

  constructor(options: OutboxRelayOptions) {
    this.#options = options;
  }

  /** @throws UNAVAILABLE when Postgres is. */
  async start(): Promise<void> {
    const wake = () => {
      this.#wake();
    };
    this.#subscription = await this.#options.db.listen(outboxChannel(this.#options.outbox), {
      notified: wake,
      listening: wake,
    });
    this.#timer = setInterval(wake, this.#options.sweepMs ?? 5_000);
  }

  /** Ends after the batch that is being published. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#subscription?.close();
    await this.#running;
  }

  /** A wake-up during a run starts another one after it: its rows may have been committed too late for this one. */
  #wake(): void {
    if (this.#closed) return;
    if (this.#running !== undefined) {
      this.#again = true;
      return;
    }
    this.#running = this.#drain().finally(() => {
      this.#running = undefined;
      if (!this.#again) return;
      this.#again = false;
      this.#wake();
    });
  }

  async #drain(): Promise<void> {
    try {
      let more = true;
      while (more && !this.#closed) more = await this.#publishBatch();
    } catch (error) {
      this.#options.onError(error);
    }
  }

  /** Whether there may be more. */
  #publishBatch(): Promise<boolean> {
    const { db, outbox, publish, batchSize = 200 } = this.#options;
    return db.transaction(async (tx) => {
      if (!(await lock(tx, outbox))) return false;
      const rows = await tx.query(
        Stored,
        'select id, topic, key, headers, body from outbox where outbox = $1 order by id limit $2',
        [outbox, batchSize],
      );
      if (rows.length === 0) return false;
      await publish(rows.map(({ topic, key, headers, body }) => ({ topic, key, headers, body })));
      await tx.execute('delete from outbox where outbox = $1 and id = any($2::int8[])', [
        outbox,
        rows.map((row) => row.id),
      ]);
      return rows.length === batchSize;
    });
  }
}

const lock = async (tx: Sql, outbox: string): Promise<boolean> => {
  const [row] = await tx.query(
    z.object({ locked: z.boolean() }),
    "select pg_try_advisory_xact_lock(hashtext('outbox-relay'), hashtext($1)) as locked",
    [outbox],
  );
  return row?.locked ?? false;
};
