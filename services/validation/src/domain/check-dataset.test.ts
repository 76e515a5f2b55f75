import { describe, expect, it } from 'vitest';
import { checkDataset } from './check-dataset.ts';
import type { Column, RecordTable } from './dataset.ts';

const number = (...values: number[]): Column => ({
  kind: 'number',
  values: Float64Array.from(values),
});
const text = (...values: (string | null)[]): Column => ({ kind: 'text', values });

function table(columns: Record<string, Column>, rows = 4): RecordTable {
  return { file: 'f.parquet', rows, columns: new Map(Object.entries(columns)) };
}

const good = {
  timestamp: number(1, 2, 3, 4),
  service_id: text('a', 'a', 'a', 'a'),
  cpu_utilization: number(0.1, 0.2, 0.3, 0.4),
};
const failed = (t: RecordTable, share = 0.05) =>
  checkDataset(t, share).checks.filter((c) => c.status === 'failed');

describe('checkDataset', () => {
  it('passes a sound file and tells what it declares', () => {
    const verdict = checkDataset(
      table({ ...good, memory_utilization: number(NaN, NaN, NaN, NaN) }),
      0.05,
    );
    expect(verdict.passed).toBe(true);
    expect(verdict.declared).toEqual(['cpu_utilization']);
  });

  it('names an empty file', () => {
    const empty = table({ timestamp: number(), service_id: text(), cpu_utilization: number() }, 0);
    expect(failed(empty).map((c) => c.check)).toEqual(['non_empty']);
  });

  it('names a missing column and lists those there are', () => {
    const rest = { service_id: good.service_id, cpu_utilization: good.cpu_utilization };
    expect(failed(table(rest))[0]?.message).toContain(
      'no column timestamp (columns: service_id, cpu_utilization)',
    );
  });

  it('names the row of text in a number column, once', () => {
    const [only, ...others] = failed(
      table({ ...good, cpu_utilization: text('0.1', '?', '3', '4') }),
    );
    expect(only?.message).toContain('cpu_utilization holds text (row 0: "0.1")');
    expect(others).toEqual([]);
  });

  it('names the row and the bound of a value outside', () => {
    const bad = failed(table({ ...good, cpu_utilization: number(0.1, 3.7, 0.3, 0.4) }));
    expect(bad).toHaveLength(1);
    expect(bad[0]).toMatchObject({ check: 'bounds', column: 'cpu_utilization', row: 1 });
    expect(bad[0]?.message).toContain('is 3.7 in row 1, allowed is 0 to 1');
  });

  it('tells percent sent for a fraction', () => {
    const bad = failed(table({ ...good, cpu_utilization: number(12, 35, 0.9, 80) }));
    expect(bad[0]?.message).toContain('looks like percent: divide the column by 100');
  });

  it('refuses a fraction of an instance', () => {
    expect(failed(table({ ...good, instance_count: number(1, 2.5, 3, 4) }))[0]?.row).toBe(1);
  });

  it('fails a declared column over the missing share, at the threshold passes', () => {
    const gappy = table({ ...good, cpu_utilization: number(NaN, 0.2, 0.3, 0.4) });
    expect(failed(gappy)[0]).toMatchObject({ check: 'missing_share', observed: 0.25, row: 0 });
    expect(failed(gappy, 0.25)).toEqual([]);
  });

  it('only warns of disorder and duplicates', () => {
    const verdict = checkDataset(table({ ...good, timestamp: number(2, 1, 1, 3) }), 0.05);
    expect(verdict.passed).toBe(true);
    expect(
      verdict.checks.filter((c) => c.status === 'warned').map((c) => [c.check, c.row]),
    ).toEqual([
      ['time_order', 1],
      ['duplicates', 2],
    ]);
  });
});
