import type { ValueType } from '@headroom/feature-definitions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeatureTable } from '../../domain/feature-table.ts';
import { ParquetTables } from './table-parquet.ts';

describe('tables as Parquet', () => {
  let tables: ParquetTables;
  beforeAll(() => {
    tables = new ParquetTables();
  });
  afterAll(() => tables.close());

  const MICROS = [1_767_225_600_123_456, -1];
  const table = (type: ValueType, texts: readonly string[]): FeatureTable => ({
    rows: 2,
    columns: [
      { name: 'event_timestamp', type: 'event_time', times: MICROS },
      { name: 'a "b"', type, texts },
    ],
  });

  it.each<[ValueType, readonly string[], readonly unknown[]]>([
    ['int64', ['9007199254740993', 'null'], [9007199254740993n, null]],
    ['int64', ['-9223372036854775808', '5'], [-9223372036854775808n, 5]],
    ['int32', ['-5', 'null'], [-5, null]],
    ['float32', ['0.10000000149011612', '"Infinity"'], [Math.fround(0.1), Infinity]],
    ['float64', ['0.1', '"-Infinity"'], [0.1, -Infinity]],
    ['bool', ['true', 'null'], [true, null]],
    ['string', ['"a\\"\\n\\u0007é"', '""'], ['a"\n\u0007é', '']],
    ['bytes', ['"AAEC"', '""'], ['AAEC', '']],
    ['array<int64>', ['[1,9007199254740993]', '[]'], [[1, 9007199254740993n], []]],
    ['array<string>', ['["a,\\"b","é"]', 'null'], [['a,"b', 'é'], null]],
    ['array<float64>', ['[0.5]', '[1.0,2.5]'], [[0.5], [1, 2.5]]],
    ['array<bool>', ['[true,false]', 'null'], [[true, false], null]],
  ])('keep %s exactly, and times to the microsecond', async (type, texts, expected) => {
    const frame = await tables.frame(await tables.bytes(table(type, texts)));
    expect(frame.columns.get('a "b"')).toEqual(expected);
    expect(frame.times).toEqual(MICROS);
  });

  it('keep bytes and times in their own types', async () => {
    const text = ['1767225600', 'null'];
    const frame = await tables.frame(await tables.bytes(table('unix_timestamp', text)));
    expect(frame.columns.get('a "b"')).toEqual(['2026-01-01 00:00:00+00', null]);
    const many = await tables.frame(await tables.bytes(table('array<bytes>', ['["AAEC"]', '[]'])));
    expect(many.columns.get('a "b"')?.[1]).toEqual([]);
  });

  it('refuse what is no Parquet', async () => {
    await expect(tables.frame(new Uint8Array([1, 2, 3]))).rejects.toMatchObject({
      code: 'INVALID_DATA',
    });
  });
});
