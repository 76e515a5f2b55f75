import { testStack, type TestStack } from '@headroom/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { migrate } from '../postgres/migrate.ts';
import { Postgres } from '../postgres/postgres.ts';
import { enqueue } from './enqueue.ts';
import { OUTBOX_MIGRATIONS } from './outbox-migrations.ts';
import { OutboxRelay } from './outbox-relay.ts';
import type { OutboxRelayOptions } from './outbox-relay.ts';
import type { OutboxRow } from './outbox-row.ts';

const row = (key: string, body: string): OutboxRow => ({
  topic: 'models.events.v1',
  key,
  headers: { ce_id: `${key}/${body}` },
  body: new TextEncoder().encode(body),
});

const text = (r: OutboxRow) => `${r.key}:${Buffer.from(r.body).toString()}`;

describe('outbox', () => {
  let stack: TestStack;
  let db: Postgres;
  let published: string[];
  const relays: OutboxRelay[] = [];
  beforeAll(async () => {
    stack = await testStack();
    db = new Postgres({ url: stack.postgresUrl, applicationName: 'outbox-test' });
    await migrate(db, 'outbox', OUTBOX_MIGRATIONS);
  });
  afterAll(async () => {
    await db.close();
    await stack.close();
  });
  beforeEach(async () => {
    published = [];
    await db.execute('truncate outbox');
  });
  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.close()));
  });

  const relay = async (options: Partial<OutboxRelayOptions> = {}) => {
    const made = new OutboxRelay({
      db,
      outbox: 'registry',
      publish: async (rows) => void published.push(...rows.map(text)),
      onError: (error) => {
        throw error;
      },
      // Longer than any test: what arrives comes by notification.
      sweepMs: 600_000,
      ...options,
    });
    relays.push(made);
    await made.start();
  };
  const put = (...rows: OutboxRow[]) => db.transaction((tx) => enqueue(tx, 'registry', rows));
  const left = async () =>
    (await db.query(z.object({ n: z.number() }), 'select count(*) as n from outbox'))[0]?.n;

  it('publishes rows byte for byte after their commit and forgets them', async () => {
    const rows: OutboxRow[] = [];
    await relay({ publish: async (batch) => void rows.push(...batch) });
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i).subarray(3);
    const sent = { ...row('m', ''), body: bytes };
    await put(sent);
    await vi.waitFor(async () => expect(await left()).toBe(0), 5_000);
    expect(rows.map((r) => ({ ...r, body: Uint8Array.from(r.body) }))).toEqual([sent]);
  });

  it('publishes what was there before it started', async () => {
    await put(row('a', '1'), row('b', '2'));
    await relay();
    await vi.waitFor(() => expect(published).toEqual(['a:1', 'b:2']), 5_000);
  });

  it('publishes nothing of a transaction that was rolled back', async () => {
    await relay();
    const failing = db.transaction(async (tx) => {
      await enqueue(tx, 'registry', [row('a', 'lost')]);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    await put(row('a', 'kept'));
    await vi.waitFor(() => expect(published).toEqual(['a:kept']), 5_000);
  });

  it('keeps the order of each key with several writers, several relays and small batches', async () => {
    await Promise.all([relay({ batchSize: 3 }), relay({ batchSize: 2 }), relay({ batchSize: 5 })]);
    const committed = new Map<string, string[]>();
    await db.execute('create table if not exists counter (key text primary key, n int)');
    const write = (key: string) =>
      db.transaction(async (tx) => {
        const [next] = await tx.query(
          z.object({ n: z.number() }),
          'insert into counter values ($1, 1) on conflict (key) do update set n = counter.n + 1 returning n',
          [key],
        );
        const body = String(next?.n);
        await enqueue(tx, 'registry', [row(key, body), row(key, `${body}'`)]);
      });
    await Promise.all(Array.from({ length: 60 }, (_, i) => write(`k${i % 3}`)));
    await vi.waitFor(async () => expect(await left()).toBe(0), 20_000);
    for (const line of published) {
      const [key = '', body = ''] = line.split(':');
      committed.set(key, [...(committed.get(key) ?? []), body]);
    }
    const expected = Array.from({ length: 20 }, (_, i) => [`${i + 1}`, `${i + 1}'`]).flat();
    for (const key of ['k0', 'k1', 'k2']) expect(committed.get(key)).toEqual(expected);
  });

  it('lets a later transaction of a key wait for an earlier one', async () => {
    const order: string[] = [];
    let second: Promise<unknown> = Promise.resolve();
    await db.transaction(async (tx) => {
      await enqueue(tx, 'registry', [row('a', 'first')]);
      second = put(row('a', 'second')).then(() => order.push('second'));
      await put(row('b', 'other'));
      order.push('first');
    });
    await second;
    expect(order).toEqual(['first', 'second']);
  });

  it('publishes again, in order, what failed after it was sent, with the sweep, and tells of it', async () => {
    const onError = vi.fn();
    let attempts = 0;
    await relay({
      sweepMs: 20,
      onError,
      publish: async (rows) => {
        published.push(...rows.map(text));
        // As after a crash between the acknowledgement and the deletion of the rows.
        if (++attempts === 1) throw new Error('broker away');
      },
    });
    await put(row('a', '1'), row('a', '2'));
    await vi.waitFor(async () => expect(await left()).toBe(0), 5_000);
    expect(published).toEqual(['a:1', 'a:2', 'a:1', 'a:2']);
    expect(onError.mock.calls[0]?.[0]).toMatchObject({ message: 'broker away' });
  });

  it('hears of rows after its listening connection was killed', async () => {
    await relay();
    await db.execute(
      "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and datname = current_database()",
    );
    await put(row('a', '1'));
    await vi.waitFor(() => expect(published).toEqual(['a:1']), 10_000);
  });

  it('keeps outboxes apart', async () => {
    await relay({ outbox: 'orchestrator' });
    await put(row('a', 'registry'));
    await db.transaction((tx) => enqueue(tx, 'orchestrator', [row('a', 'orchestrator')]));
    // Its row goes after it was published: the other outbox's is what stays.
    await vi.waitFor(async () => expect(await left()).toBe(1), 5_000);
    expect(published).toEqual(['a:orchestrator']);
  });
});
