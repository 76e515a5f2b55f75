import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Column } from './column.ts';
import { columnArbitrary } from './column-arbitrary.test-data.ts';
import { ParquetFiles } from './parquet-files.ts';

const sha256 = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

const sample = (rows: number): Column[] => [
  {
    name: 'at',
    type: 'timestamp',
    values: Float64Array.from({ length: rows }, (_, i) => i * 3.6e6),
  },
  {
    name: 'service_id',
    type: 'string',
    values: Array.from({ length: rows }, (_, i) => `s${i % 7}`),
  },
  {
    name: 'x',
    type: 'float64',
    values: Float64Array.from({ length: rows }, (_, i) => (i % 5 ? i / 7 : NaN)),
  },
  { name: 'n', type: 'int64', values: Float64Array.from({ length: rows }, (_, i) => i) },
];

describe('ParquetFiles', () => {
  let folder: string;
  let files: ParquetFiles;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'headroom-parquet-'));
    files = await ParquetFiles.open();
  });
  afterAll(async () => {
    files.close();
    await rm(folder, { recursive: true });
  });
  const path = (name: string) => join(folder, name);

  /** Runs SQL in a DuckDB of its own: what any other reader or writer would see. */
  const outside = async (sql: string) => {
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    const rows = (await connection.runAndReadAll(sql)).getRowObjectsJson();
    connection.closeSync();
    instance.closeSync();
    return rows;
  };

  it('gives back every column exactly', async () => {
    await fc.assert(
      fc.asyncProperty(columnArbitrary, async (columns) => {
        const { rows } = await files.write(path('any.parquet'), columns);
        const table = await files.read(path('any.parquet'));
        expect(rows).toBe(columns[0]?.values.length);
        expect(table.columns).toEqual(columns);
      }),
      { numRuns: 60 },
    );
  });

  it('reads many chunks, only the named columns, in their order', async () => {
    await files.write(path('long.parquet'), sample(5_000));
    const table = await files.read(path('long.parquet'), ['n', 'service_id']);
    expect(table.columns.map((column) => column.name)).toEqual(['n', 'service_id']);
    expect(table.float64('n')).toEqual(Float64Array.from({ length: 5_000 }, (_, i) => i));
    expect(table.strings('service_id')[4_999]).toBe('s1');
  });

  it('writes the same bytes for the same columns, in this instance and another', async () => {
    await files.write(path('one.parquet'), sample(10_000));
    await files.write(path('two.parquet'), sample(10_000));
    const other = await ParquetFiles.open();
    await other.write(path('three.parquet'), sample(10_000));
    other.close();
    const first = await sha256(path('one.parquet'));
    expect(await sha256(path('two.parquet'))).toBe(first);
    expect(await sha256(path('three.parquet'))).toBe(first);
  });

  it('keeps concurrent writes and reads apart', async () => {
    const sizes = Array.from({ length: 6 }, (_, i) => 3_000 + i);
    await Promise.all(sizes.map((rows) => files.write(path(`c${rows}.parquet`), sample(rows))));
    const tables = await Promise.all(sizes.map((rows) => files.read(path(`c${rows}.parquet`))));
    tables.forEach((table, i) => expect(table.columns).toEqual(sample(sizes[i] ?? 0)));
  });

  it('writes NULL for NaN and instants in UTC, zstd-compressed, as others read it', async () => {
    await files.write(path('seen.parquet'), sample(6));
    const nulls = await outside(`select count(*) filter (x is null) as n,
      count(*) filter (isnan(x)) as nan from '${path('seen.parquet')}'`);
    expect(nulls).toEqual([{ n: '2', nan: '0' }]);
    const [column] = await outside(`select m.compression, s.logical_type from
      parquet_metadata('${path('seen.parquet')}') m join parquet_schema('${path('seen.parquet')}') s
      on m.path_in_schema = s.name where s.name = 'at'`);
    expect(column?.['compression']).toBe('ZSTD');
    expect(column?.['logical_type']).toMatch(/isAdjustedToUTC=1/);
  });

  it('reads what others write: narrow numbers, decimals, times without a zone, enums', async () => {
    await outside(`copy (select 1::utinyint as i, 2.5::float as f, 1.25::decimal(9,2) as d,
      timestamp '2024-05-01 10:00:00.123456' as at, date '2024-05-01' as day,
      'a'::enum('a', 'b') as e, null::integer as missing) to '${path('foreign.parquet')}' (format parquet)`);
    const table = await files.read(path('foreign.parquet'));
    const number = (name: string) => table.float64(name)[0];
    expect(['i', 'f', 'd', 'missing'].map(number)).toEqual([1, 2.5, 1.25, NaN]);
    expect(table.timestamps('at')[0]).toBe(Date.parse('2024-05-01T10:00:00.123Z'));
    expect(table.timestamps('day')[0]).toBe(Date.parse('2024-05-01'));
    expect(table.strings('e')).toEqual(['a']);
  });

  it('describes a file', async () => {
    await files.write(path('d.parquet'), sample(3));
    const info = await files.describe(path('d.parquet'));
    expect(info.rows).toBe(3);
    expect(info.columns.map(({ name, type }) => [name, type])).toEqual(
      sample(0).map(({ name, type }) => [name, type]),
    );
  });

  it('takes a path with quotes and a folder like a partition', async () => {
    const odd = path("it's k=v.parquet");
    await files.write(odd, sample(1));
    expect((await files.read(odd)).columns).toHaveLength(4);
  });

  it('names file and column that are wrong', async () => {
    const file = path('wrong.parquet');
    await outside(
      `copy (select [1::bigint] as list, 9007199254740993 as big) to '${file}' (format parquet)`,
    );
    const failure = { code: 'INVALID_DATA' };
    await expect(files.read(file, ['nope'])).rejects.toMatchObject({
      ...failure,
      message: expect.stringMatching(/wrong\.parquet has no column nope; it has list, big/),
    });
    await expect(files.read(file, ['list'])).rejects.toThrow(/Column list of .* is BIGINT\[\]/);
    await expect(files.read(file, ['big'])).rejects.toThrow(
      /Column big of .* beyond 2\^53 in row 0/,
    );
    await files.write(path('d.parquet'), sample(3));
    const table = await files.read(path('d.parquet'));
    expect(() => table.strings('x')).toThrow(/Column x of .* is float64, must be a string/);
    expect(() => table.float64('service_id')).toThrow(/must be a number/);
    expect(() => table.float64('nope')).toThrow(/no column nope/);
  });

  it('refuses a truncated file, at any length, and what is no Parquet', async () => {
    const file = path('cut.parquet');
    await files.write(file, sample(4_000));
    const whole = await readFile(file);
    for (const share of [0, 0.01, 0.3, 0.6, 0.9, 0.999]) {
      await writeFile(file, whole);
      await truncate(file, Math.floor(whole.length * share));
      await expect(files.read(file)).rejects.toMatchObject({
        code: 'INVALID_DATA',
        details: { source: file },
        message: expect.stringMatching(/^[^\n]*$/),
      });
    }
    await writeFile(file, 'timestamp,cpu\n1,2\n'.repeat(100));
    await expect(files.describe(file)).rejects.toMatchObject({ code: 'INVALID_DATA' });
    await expect(files.read(path('none.parquet'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('refuses columns that make no table, and a fraction for an integer', async () => {
    const write = (...columns: Column[]) => files.write(path('bad.parquet'), columns);
    const x: Column = { name: 'x', type: 'float64', values: Float64Array.of(1) };
    await expect(write()).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(write(x, { ...x, name: 'X' })).rejects.toThrow(/X is given twice/);
    await expect(write(x, { ...x, name: 'y', values: new Float64Array() })).rejects.toThrow(
      /y has 0/,
    );
    await expect(
      write({ ...x, type: 'int32', values: Float64Array.of(1.5) }),
    ).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringMatching(/Column x holds 1\.5 in row 0/),
    });
  });
});
