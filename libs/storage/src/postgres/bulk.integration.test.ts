import { testStack, type TestStack } from '@headroom/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { BulkColumn } from './bulk-column.ts';
import { bulkUpsert } from './bulk-upsert.ts';
import { copyColumns } from './copy-columns.ts';
import { Postgres } from './postgres.ts';

const Row = z.object({
  id: z.number(),
  f: z.custom<number>((v) => typeof v === 'number').nullable(),
  i: z.number().nullable(),
  at: z.date().nullable(),
  s: z.string().nullable(),
  j: z.unknown(),
  b: z.boolean().nullable(),
  raw: z.instanceof(Uint8Array).nullable(),
});

const row = fc.record({
  f: fc.double(),
  i: fc.oneof(fc.integer(), fc.constant(NaN)),
  at: fc.oneof(fc.nat(4_000_000_000_000), fc.constant(NaN)),
  // Postgres text holds no NUL.
  s: fc.option(fc.string({ unit: 'grapheme' }).map((s) => s.replaceAll('\0', ''))),
  j: fc.option(fc.jsonValue()),
  b: fc.option(fc.boolean()),
  raw: fc.option(fc.uint8Array({ maxLength: 20 })),
});
type SampleRow = typeof row extends fc.Arbitrary<infer T> ? T : never;

const columnsOf = (rows: readonly SampleRow[]): BulkColumn[] => [
  { name: 'id', type: 'int8', values: rows.map((_, n) => n) },
  { name: 'f', type: 'float8', values: Float64Array.from(rows, (r) => r.f) },
  { name: 'i', type: 'int4', values: rows.map((r) => r.i) },
  { name: 'at', type: 'timestamptz', values: rows.map((r) => r.at) },
  { name: 's', type: 'text', values: rows.map((r) => r.s) },
  {
    name: 'j',
    type: 'jsonb',
    values: rows.map((r) => (r.j === null ? null : JSON.stringify(r.j).replaceAll('\\u0000', ''))),
  },
  { name: 'b', type: 'bool', values: rows.map((r) => r.b) },
  { name: 'raw', type: 'bytea', values: rows.map((r) => r.raw) },
];

describe('bulk writes', () => {
  let stack: TestStack;
  let db: Postgres;
  beforeAll(async () => {
    stack = await testStack();
    db = new Postgres({ url: stack.postgresUrl, applicationName: 'test' });
    await db.execute(`create table bulk (id int8 primary key, f float8, i int4, at timestamptz, s text,
      j jsonb, b boolean, raw bytea)`);
  });
  afterAll(async () => {
    await db.close();
    await stack.close();
  });
  beforeEach(() => db.execute('truncate bulk'));

  const stored = () => db.query(Row, 'select * from bulk order by id');
  const nan = (value: number) => (Number.isNaN(value) ? null : value);

  it.each([
    [
      'upsert',
      (columns: BulkColumn[]) =>
        bulkUpsert(db, { table: 'bulk', columns, key: ['id'], onConflict: 'update' }),
    ],
    ['copy', (columns: BulkColumn[]) => copyColumns(db, 'bulk', columns)],
  ])('%s keeps every value exactly', async (_, write) => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
        await db.execute('truncate bulk');
        const columns = columnsOf(rows);
        expect(await write(columns)).toBe(rows.length);
        const back = await stored();
        rows.forEach((r, n) => {
          expect(Object.is(back[n]?.f, nan(r.f))).toBe(true);
          expect(back[n]).toMatchObject({ i: nan(r.i), s: r.s, b: r.b });
          expect(back[n]?.at?.getTime() ?? NaN).toBe(r.at);
          expect([...(back[n]?.raw ?? [])]).toEqual([...(r.raw ?? [])]);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('writes json', async () => {
    const columns: BulkColumn[] = [
      { name: 'id', type: 'int8', values: [1] },
      { name: 'j', type: 'jsonb', values: ['{"a":"x\\"\\\\\\n","b":[1,null]}'] },
    ];
    await bulkUpsert(db, { table: 'bulk', columns, key: ['id'], onConflict: 'update' });
    expect((await stored())[0]?.j).toEqual({ a: 'x"\\\n', b: [1, null] });
  });

  const upsert = (onConflict: 'ignore' | 'update', f: number, updateWhen?: string) =>
    bulkUpsert(db, {
      table: 'bulk',
      columns: [
        { name: 'id', type: 'int8', values: [1] },
        { name: 'f', type: 'float8', values: [f] },
      ],
      key: ['id'],
      onConflict,
      ...(updateWhen === undefined ? {} : { updateWhen }),
    });

  it('ignores, updates, or updates under a condition what exists', async () => {
    const f = async () => (await stored())[0]?.f;
    expect(await upsert('update', 1)).toBe(1);
    expect(await upsert('ignore', 2)).toBe(0);
    expect(await f()).toBe(1);
    expect(await upsert('update', 3)).toBe(1);
    expect(await upsert('update', 2, 'excluded.f > target.f')).toBe(0);
    expect(await f()).toBe(3);
    expect(await upsert('update', 4, 'excluded.f > target.f')).toBe(1);
    expect(await f()).toBe(4);
  });

  it('does nothing for no rows', async () => {
    expect(
      await bulkUpsert(db, {
        table: 'bulk',
        columns: columnsOf([]),
        key: ['id'],
        onConflict: 'ignore',
      }),
    ).toBe(0);
    expect(await copyColumns(db, 'bulk', columnsOf([]))).toBe(0);
  });

  it('refuses columns of different lengths, fractions for integers and odd names', async () => {
    const write = (columns: BulkColumn[], table = 'bulk') =>
      bulkUpsert(db, { table, columns, key: ['id'], onConflict: 'ignore' });
    const id: BulkColumn = { name: 'id', type: 'int8', values: [1] };
    await expect(write([id, { name: 'f', type: 'float8', values: [] }])).rejects.toThrow(
      /Column f for table bulk has 0 values/,
    );
    await expect(write([{ ...id, values: [1.5] }])).rejects.toThrow(/Column id holds 1.5/);
    await expect(write([id], 'bulk; drop table bulk')).rejects.toThrow(/SQL name/);
  });

  it('leaves nothing of a COPY that fails, and the connection usable', async () => {
    await upsert('update', 1);
    const twice = copyColumns(db, 'bulk', [{ name: 'id', type: 'int8', values: [5, 1] }]);
    await expect(twice).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await stored()).toHaveLength(1);
  });
});
