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

const C = 300_000;
const bucket = (...n: number[]): Column => number(...n.map((i) => Date.UTC(2026, 0, 1) + i * C));
const good = {
  timestamp: bucket(1, 2, 3, 4),
  service_id: text('a', 'a', 'a', 'a'),
  cpu_utilization: number(0.1, 0.2, 0.3, 0.4),
};
const judge = (t: RecordTable, share = 0.05) => checkDataset(t, { threshold: share, cadenceMs: C });
const failed = (t: RecordTable, share = 0.05) =>
  judge(t, share).checks.filter((c) => c.status === 'failed');

describe('checkDataset', () => {
  it('passes a sound file and tells what it declares', () => {
    const verdict = judge(table({ ...good, memory_utilization: number(NaN, NaN, NaN, NaN) }));
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
    expect(bad[0]?.message).toContain(
      'f.parquet, row 1: cpu_utilization is 3.7, allowed is 0 to 1',
    );
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
    const verdict = judge(table({ ...good, timestamp: bucket(2, 1, 1, 3) }));
    expect(verdict.passed).toBe(true);
    expect(
      verdict.checks.filter((c) => c.status === 'warned').map((c) => [c.check, c.row]),
    ).toEqual([
      ['time_order', 1],
      ['duplicates', 2],
    ]);
  });

  it('names the file and line that an imported row came from', () => {
    const origin = text('a.csv, line 2', 'a.csv, line 3', 'b.csv, line 2', 'b.csv, line 3');
    const imported = { ...good, origin, cpu_utilization: number(0.1, 0.2, 3.7, 0.4) };
    expect(failed(table(imported))[0]?.message).toMatch(/^b\.csv, line 2: cpu_utilization is 3\.7/);
  });

  it('judges percent by the service that sent it, and only percent', () => {
    const services = { ...good, service_id: text('a', 'a', 'a', 'b') };
    const fix = (...values: number[]) =>
      failed(table({ ...services, cpu_utilization: number(...values) }))[0]?.message;
    expect(fix(0.1, 0.2, 0.3, 40)).toContain('looks like percent');
    expect(fix(0.1, 0.2, 3.7, 0.4)).toContain('correct it or leave it empty');
    expect(fix(0.1, 0.2, 0.3, 4000)).toContain('correct it or leave it empty');
  });

  it('counts missing values by bucket: partial records complete each other', () => {
    const partial = {
      ...good,
      timestamp: bucket(0.5, 1, 1.5, 2),
      cpu_utilization: number(NaN, 0.2, NaN, 0.4),
      request_rate: number(3, NaN, 4, NaN),
    };
    expect(failed(table(partial))).toEqual([]);
  });

  it('asks a metric only of services that declare it, cpu of all', () => {
    const service_id = text('a', 'a', 'b', 'b');
    const some = { ...good, service_id, request_rate: number(3, 4, NaN, NaN) };
    expect(failed(table(some))).toEqual([]);
    const without = { ...good, service_id, cpu_utilization: number(0.3, 0.4, NaN, NaN) };
    expect(failed(table(without))[0]).toMatchObject({ column: 'cpu_utilization', observed: 0.5 });
  });

  it('refuses times that the stream would not take', () => {
    const second = 1_767_225_600;
    const bad = failed(table({ ...good, timestamp: number(second, second, second, second) }));
    expect(bad[0]).toMatchObject({ check: 'time_range', row: 0 });
    expect(bad[0]?.message).toContain('it looks like seconds');
  });
});
