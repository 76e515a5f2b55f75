import { testStack, type TestStack } from '@headroom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Postgres } from './postgres.ts';

describe('Postgres', () => {
  let stack: TestStack;
  let db: Postgres;
  beforeAll(async () => {
    stack = await testStack();
    db = new Postgres({ url: stack.postgresUrl, applicationName: 'test', maxConnections: 4 });
    await db.execute('create table item (id int8 primary key, name text, at timestamptz)');
  });
  afterAll(async () => {
    await db.close();
    await stack.close();
  });

  const names = () => db.query(z.object({ name: z.string() }), 'select name from item order by id');

  it('commits what returns and rolls back what throws', async () => {
    await db.transaction((tx) => tx.execute("insert into item values (1, 'kept')"));
    const failing = db.transaction(async (tx) => {
      await tx.execute("insert into item values (2, 'lost')");
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await names()).toEqual([{ name: 'kept' }]);
  });

  it('does not report a transaction as committed that Postgres rolled back', async () => {
    const swallowed = db.transaction(async (tx) => {
      await tx.execute("insert into item values (3, 'lost')");
      await tx.execute('select 1/0').catch(() => 0);
    });
    await expect(swallowed).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(await names()).toEqual([{ name: 'kept' }]);
  });

  it('gives bigint as number and refuses one that is not safe', async () => {
    const row = z.object({ n: z.number() });
    expect(await db.query(row, 'select 9007199254740991::int8 as n')).toEqual([
      { n: Number.MAX_SAFE_INTEGER },
    ]);
    await expect(db.query(row, 'select 9007199254740993::int8 as n')).rejects.toMatchObject({
      code: 'INVALID_DATA',
    });
  });

  it('checks rows against their schema and names the column', async () => {
    const wrong = db.query(z.object({ n: z.number() }), "select 'x' as n");
    await expect(wrong).rejects.toThrow(/Row 0\.n of a query/);
  });

  it('stores a view into a larger buffer as bytea exactly', async () => {
    const bytes = Uint8Array.of(1, 2, 3, 4).subarray(1, 3);
    const [row] = await db.query(
      z.object({ b: z.instanceof(Uint8Array) }),
      'select $1::bytea as b',
      [bytes],
    );
    expect([...(row?.b ?? [])]).toEqual([2, 3]);
  });

  it('maps a unique violation, bad data and a syntax error', async () => {
    const codeOf = (text: string) =>
      db.execute(text).then(
        () => 'ok',
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
      );
    expect(await codeOf("insert into item values (1, 'twice')")).toBe('CONFLICT');
    expect(await codeOf("select 'x'::int")).toBe('INVALID_DATA');
    expect(await codeOf('selec')).toBe('INTERNAL');
  });

  it('says UNAVAILABLE, retriable, when nobody listens', async () => {
    const nowhere = new Postgres({ url: 'postgres://u:p@127.0.0.1:1/x', applicationName: 'test' });
    await expect(nowhere.ping()).rejects.toMatchObject({ code: 'UNAVAILABLE', retriable: true });
    await nowhere.close();
  });

  it('says INVALID_CONFIG for a database that does not exist', async () => {
    const url = new URL(stack.postgresUrl);
    url.pathname = 'no_such_database';
    const lost = new Postgres({ url: url.href, applicationName: 'test' });
    await expect(lost.ping()).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
    await lost.close();
  });

  it('survives a killed connection: that call is UNAVAILABLE, the next one works', async () => {
    const killed = db.transaction(async (tx) => {
      const [me] = await tx.query(z.object({ pid: z.number() }), 'select pg_backend_pid() as pid');
      await db.execute('select pg_terminate_backend($1)', [me?.pid ?? 0]);
      await tx.execute('select 1');
    });
    await expect(killed).rejects.toMatchObject({ code: 'UNAVAILABLE', retriable: true });
    await db.ping();
  });

  it('reads a large result into columns', async () => {
    const types = {
      n: 'int64',
      x: 'float64',
      at: 'timestamp',
      s: 'string',
      b: 'boolean',
    } as const;
    const table = await db.columns(
      types,
      `select n, case when n % 2 = 0 then n / 4.0::float8 end as x,
         timestamptz '2024-05-01T10:00:00.123Z' + n * interval '1 hour' as at,
         case when n > 0 then 's' || n end as s, n > 1 as b
       from generate_series(0, $1::int) as n`,
      [2_999],
    );
    expect(table.rows).toBe(3_000);
    expect(table.float64('n')[2_999]).toBe(2_999);
    expect([...table.float64('x').subarray(0, 3)]).toEqual([0, NaN, 0.5]);
    expect(table.timestamps('at')[1]).toBe(Date.parse('2024-05-01T11:00:00.123Z'));
    expect(table.strings('s').slice(0, 2)).toEqual([null, 's1']);
    expect(table.booleans('b').slice(1, 3)).toEqual([false, true]);
  });

  it('reports a column that its reader does not expect, and a failing query, and goes on', async () => {
    await expect(db.columns({ m: 'int32' }, 'select 1 as n')).rejects.toThrow(/reader expects m/);
    await expect(db.columns({ n: 'int32' }, 'select 1/0 as n')).rejects.toMatchObject({
      code: 'INVALID_DATA',
    });
    await expect(db.columns({ n: 'int64' }, 'select 9007199254740993 as n')).rejects.toThrow(
      /Column n of the query holds an integer beyond 2\^53/,
    );
    expect((await db.columns({ n: 'int32' }, 'select 7 as n')).float64('n')[0]).toBe(7);
  });
});
