import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefinitionSet, Definitions } from '@headroom/feature-definitions';
import { FileTables, ParquetFiles, Postgres } from '@headroom/storage';
import { testStack, type TestStack } from '@headroom/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { groupBy } from '../../domain/group-by.ts';
import { batchViewOf, type BatchView } from '../../domain/offline/batch-rows.ts';
import { SqlBatchRows } from './sql-batch-rows.ts';

type Written = NonNullable<z.input<typeof Definitions>['sources']>[number];

/** A view of one value by a composite key over a source. */
function batchOf(source: Written): BatchView {
  const set = new DefinitionSet(
    Definitions.parse({
      entities: [{ name: 'shop', join_keys: { region: 'string', shop_no: 'int64' } }],
      sources: [source],
      feature_views: [
        { name: 'sales', entities: ['shop'], schema: { amount: 'int64' }, source: source.name },
      ],
    }),
  );
  const view = set.view('sales');
  const batch = view === undefined ? null : batchViewOf(set, view);
  if (batch === null) throw new Error('no batch source');
  return batch;
}

const timed = {
  timestamp_field: 'at',
  created_timestamp_column: 'made',
  field_mapping: { sold: 'amount' },
};

interface Row {
  readonly region: string;
  readonly shop: number;
  readonly at: number;
  readonly made: number;
  readonly sold: number;
}

const REGIONS = ['eu', 'a,b', 'it"s', "o'"];
const DAY = 86_400_000;
const rowsArbitrary = fc
  .array(
    fc.record({
      region: fc.constantFrom(...REGIONS),
      shop: fc.integer({ min: 0, max: 1 }),
      at: fc.integer({ min: 0, max: 6 }).map((n) => n * DAY),
      // Distinct, so that one row is the newest.
      made: fc.integer({ min: 0, max: 1_000_000 }),
      sold: fc.integer(),
    }),
    { maxLength: 40 },
  )
  .map((rows) => [...new Map(rows.map((row) => [row.made, row])).values()]);

const probesArbitrary = fc.array(
  fc.record({
    region: fc.constantFrom(...REGIONS, 'none'),
    shop: fc.integer({ min: 0, max: 1 }),
    time: fc.integer({ min: -1, max: 7 }).map((n) => n * DAY),
  }),
  { minLength: 1, maxLength: 20 },
);

const entityOf = ({ region, shop }: Pick<Row, 'region' | 'shop'>) =>
  `${JSON.stringify(region)},${shop}`;

const newest = (rows: readonly Row[]): Row | undefined =>
  rows.toSorted((a, b) => a.at - b.at || a.made - b.made).at(-1);

describe('rows of sources outside of the store', { timeout: 60_000 }, () => {
  let root: string;
  let stack: TestStack;
  let database: Postgres;
  let files: FileTables;
  let parquet: ParquetFiles;
  let rows: SqlBatchRows;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'sources-'));
    stack = await testStack();
    database = new Postgres({ url: stack.postgresUrl, applicationName: 'test' });
    await database.execute(
      'create table sales (region text, shop_no int, at timestamp, made timestamptz, sold numeric)',
    );
    files = await FileTables.open();
    parquet = await ParquetFiles.open();
    rows = new SqlBatchRows({ root, database, files: async () => files });
  });
  afterAll(async () => {
    files.close();
    parquet.close();
    await database.close();
    await stack.close();
    await rm(root, { recursive: true });
  });

  const file = (path: string): Written => ({ kind: 'file', name: 'sales_file', path, ...timed });

  const writers: Record<string, (all: readonly Row[]) => Promise<BatchView>> = {
    parquet: async (all) => {
      await parquet.write(join(root, 'sales.parquet'), [
        { name: 'region', type: 'string', values: all.map(({ region }) => region) },
        { name: 'shop_no', type: 'int32', values: Float64Array.from(all, ({ shop }) => shop) },
        { name: 'at', type: 'timestamp', values: Float64Array.from(all, ({ at }) => at) },
        { name: 'made', type: 'timestamp', values: Float64Array.from(all, ({ made }) => made) },
        { name: 'sold', type: 'float64', values: Float64Array.from(all, ({ sold }) => sold) },
      ]);
      return batchOf(file('sales.parquet'));
    },
    csv: async (all) => {
      const lines = all.map(({ region, shop, at, made, sold }) =>
        [
          `"${region.replaceAll('"', '""')}"`,
          shop,
          new Date(at).toISOString(),
          new Date(made).toISOString().replace('Z', '+00:00'),
          sold,
        ].join(','),
      );
      const text = ['region,shop_no,at,made,sold', ...lines, ''].join('\n');
      await mkdir(join(root, 'csv'), { recursive: true });
      await writeFile(join(root, 'csv', 'sales.csv'), text);
      return batchOf(file('csv'));
    },
    postgres: async (all) => {
      await database.execute('truncate sales');
      await database.execute(
        `insert into sales select region, shop, to_timestamp(at / 1000.0), to_timestamp(made / 1000.0), sold
         from jsonb_to_recordset($1::jsonb) as r (region text, shop int, at int8, made int8, sold int8)`,
        [JSON.stringify(all)],
      );
      return batchOf({ kind: 'postgres', name: 'sales_table', table: 'public.sales', ...timed });
    },
  };

  it.each(Object.keys(writers))('%s: finds what brute force finds', async (kind) => {
    const write = writers[kind];
    await fc.assert(
      fc.asyncProperty(
        rowsArbitrary,
        probesArbitrary,
        fc.option(fc.integer({ min: 0, max: 1_000_000 })),
        async (all, probes, knownAt) => {
          const batch = await write?.(all);
          if (batch === undefined) throw new Error(`no writer of ${kind}`);
          const found = await rows.asOf(
            batch,
            {
              entities: probes.map(entityOf),
              times: probes.map(({ time }) => time * 1000),
            },
            knownAt,
          );
          const expected = probes.map((probe) =>
            newest(
              all.filter(
                (row) =>
                  entityOf(row) === entityOf(probe) &&
                  row.at <= probe.time &&
                  row.made <= (knownAt ?? Infinity),
              ),
            ),
          );
          expect(found.map((row) => row?.values)).toEqual(
            expected.map((row) => (row === undefined ? undefined : [String(row.sold)])),
          );
          expect(found.map((row) => row?.eventTime)).toEqual(
            expected.map((row) => (row === undefined ? undefined : row.at * 1000)),
          );

          const range = [DAY * 1000, 4 * DAY * 1000] as const;
          const inside = all.filter(({ at }) => at > DAY && at <= 4 * DAY);
          const last = groupBy(inside, entityOf);
          const newestRows = await rows.newest(batch, ...range);
          expect(new Map(newestRows.map(({ entity, values }) => [entity, values[0]]))).toEqual(
            new Map([...last].map(([entity, own]) => [entity, String(newest(own)?.sold)])),
          );
          const scanned = await rows.scan(batch, ...range, 100);
          expect(scanned.map(({ values }) => Number(values[0])).sort()).toEqual(
            inside.map(({ sold }) => sold).sort(),
          );
        },
      ),
      { numRuns: 12 },
    );
  });

  const asOf = (source: Written) =>
    rows.asOf(batchOf(source), { entities: ['"eu",1'], times: [DAY * 1000] }, null);

  it('takes the first of two rows that nothing tells apart, as an online read would', async () => {
    const { created_timestamp_column: _, ...plain } = timed;
    const line = (sold: number) => `eu,1,1970-01-01,${sold}`;
    const lines = ['region,shop_no,at,sold', ...[3, 9, 1].map(line), ''];
    await writeFile(join(root, 'ties.csv'), lines.join('\n'));
    const source: Written = { kind: 'file', name: 'ties', path: 'ties.csv', ...plain };
    const [row] = await rows.asOf(batchOf(source), { entities: ['"eu",1'], times: [0] }, null);
    const [newest] = await rows.newest(batchOf(source), -1, 0);
    expect([row?.values, newest?.values]).toEqual([['3'], ['3']]);
  });

  it('reads int64 beyond 2^53 exactly, from a query too', async () => {
    const table = `(select 'eu' as region, 1 as shop_no, timestamp '1970-01-01' as at, 9007199254740993 as amount)`;
    const [row] = await asOf({ kind: 'postgres', name: 'q', table, timestamp_field: 'at' });
    expect(row?.values).toEqual(['9007199254740993']);
  });

  it('refuses what it may not or cannot read, by the name of the source and its field', async () => {
    await writeFile(join(root, 'notes.txt'), 'x');
    await writeFile(join(root, 'broken.parquet'), 'x');
    await writeFile(
      join(root, 'words.csv'),
      'region,shop_no,at,made,sold\neu,1,1970-01-01,1970-01-01,many\n',
    );
    await symlink('/etc', join(root, 'out'));
    const other = { ...timed, field_mapping: {} };
    await expect(asOf(file('..'))).rejects.toThrow(/sources\.sales_file\.path: .* lies outside of/);
    await expect(asOf(file('/etc/passwd'))).rejects.toThrow('HEADROOM_FEATURES_SOURCE_ROOT');
    await expect(asOf(file('out/passwd'))).rejects.toThrow('lies outside of');
    await expect(asOf(file('s3://bucket/x.parquet'))).rejects.toThrow('is not on this machine');
    await expect(asOf(file('gone.parquet'))).rejects.toThrow(
      'sources.sales_file.path: there is no gone.parquet',
    );
    await expect(asOf(file('notes.txt'))).rejects.toThrow('is no .parquet or .csv file');
    await expect(asOf(file('broken.parquet'))).rejects.toThrow(/broken\.parquet cannot be read/);
    await expect(asOf({ ...file('words.csv'), ...other })).rejects.toThrow(
      'sources.sales_file: words.csv has no column amount; it has region, shop_no, at, made, sold',
    );
    await expect(asOf(file('words.csv'))).rejects.toThrow(
      'amount of feature view sales, column sold of source sales_file: must be int64 (a whole number of 64 bits), is "many"',
    );
    const table = (name: string): Written => ({
      kind: 'postgres',
      name: 'pg',
      table: name,
      ...timed,
    });
    await expect(asOf(table('nowhere'))).rejects.toThrow(
      'sources.pg: nowhere cannot be read: relation "nowhere" does not exist',
    );
    await expect(asOf({ ...table('sales'), timestamp_field: 'when' } as Written)).rejects.toThrow(
      'column "when" does not exist',
    );
    await database.execute('create table kept (a int)');
    const evil = `(with d as (delete from kept returning a) select 'eu' as region, 1 as shop_no, now() as at, now() as made, 1 as sold from d)`;
    await expect(asOf(table(evil))).rejects.toThrow('cannot be read');
  });
});
