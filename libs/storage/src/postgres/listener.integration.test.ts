import { testStack, type TestStack } from '@headroom/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Postgres } from './postgres.ts';

describe('listen', () => {
  let stack: TestStack;
  let db: Postgres;
  beforeAll(async () => {
    stack = await testStack();
    db = new Postgres({ url: stack.postgresUrl, applicationName: 'listener-test' });
  });
  afterAll(async () => {
    await db.close();
    await stack.close();
  });

  it('hears notifications, also after its connection was killed, and none once closed', async () => {
    const notified = vi.fn();
    const listening = vi.fn();
    const subscription = await db.listen('news', { notified, listening });
    expect(listening).toHaveBeenCalledTimes(1);
    await db.execute("select pg_notify('news', 'one')");
    await vi.waitFor(() => expect(notified).toHaveBeenLastCalledWith('one'), 5_000);

    await db.execute(
      "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and datname = current_database()",
    );
    await vi.waitFor(() => expect(listening).toHaveBeenCalledTimes(2), 10_000);
    await db.execute("select pg_notify('news', 'two')");
    await vi.waitFor(() => expect(notified).toHaveBeenLastCalledWith('two'), 5_000);

    await subscription.close();
    const heard = vi.fn();
    const other = await db.listen('news', { notified: heard, listening: () => undefined });
    await db.execute("select pg_notify('news', 'three')");
    await vi.waitFor(() => expect(heard).toHaveBeenCalledWith('three'), 5_000);
    expect(notified).toHaveBeenCalledTimes(2);
    await other.close();
  });

  it('rejects when the first connection fails', async () => {
    const nowhere = new Postgres({ url: 'postgres://u:p@127.0.0.1:1/x', applicationName: 'test' });
    const handler = { notified: () => undefined, listening: () => undefined };
    await expect(nowhere.listen('news', handler)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await nowhere.close();
  });
});
