import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileTables } from './file-tables.ts';

describe("others' files as tables", () => {
  let folder: string;
  let files: FileTables;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'file-tables-'));
    files = await FileTables.open();
  });
  afterAll(async () => {
    files.close();
    await rm(folder, { recursive: true });
  });

  it('joins a CSV file with columns, and writes types that ours do not have', async () => {
    const path = join(folder, "it's.csv");
    await writeFile(path, 'id,word\n1,one\n2,two\n');
    const csv = { format: 'csv', paths: [path] } as const;
    expect(await files.types(csv)).toEqual(
      new Map([
        ['id', 'VARCHAR'],
        ['word', 'VARCHAR'],
      ]),
    );
    const given = [
      { name: 'id', type: 'int64', values: Float64Array.of(2, 3) },
      { name: 'list', type: 'string', values: ['[9007199254740993]', null] },
    ] as const;
    const joined = await files.query(
      { word: 'string', id: 'int64' },
      (from) =>
        `select g.id, f.word from ${from} g left join ${FileTables.scan(csv)} f on f.id::BIGINT = g.id order by g.id`,
      given,
    );
    expect(joined.strings('word')).toEqual(['two', null]);
    expect([...joined.float64('id')]).toEqual([2, 3]);

    const parquet = { format: 'parquet', paths: [join(folder, 'x.parquet')] } as const;
    await files.write(parquet.paths[0], given, ['id', 'list::BIGINT[] as list']);
    expect((await files.types(parquet)).get('list')).toBe('BIGINT[]');
  });

  it('tells the reason without the query', async () => {
    const path = join(folder, 'broken.parquet');
    await writeFile(path, 'nothing');
    await expect(files.types({ format: 'parquet', paths: [path] })).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: expect.not.stringContaining('describe'),
    });
  });
});
