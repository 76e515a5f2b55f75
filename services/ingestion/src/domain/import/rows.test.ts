import { WORKLOAD_METRICS } from '@headroom/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseMapping } from './choose-mapping.ts';
import type { FileRow } from './import-row.ts';
import type { InputColumn, InputTable } from './input-table.ts';
import { FileMapping, Mapping } from './mapping.ts';
import { mergeRows } from './merge-rows.ts';
import { readRows } from './read-rows.ts';

const text = (...values: (string | null)[]): InputColumn => ({ kind: 'text', values });
const numbers = (...values: number[]): InputColumn => ({
  kind: 'number',
  values: Float64Array.from(values),
});

function table(columns: Record<string, InputColumn>, file = 'web.csv'): InputTable {
  const [first] = Object.values(columns);
  return {
    file,
    rows: first?.values.length ?? 0,
    columns: new Map(Object.entries(columns)),
    place: (row) => `line ${row + 2}`,
  };
}

const own = {
  timestamp: text('2026-01-01 00:00', '2026-01-01 00:05'),
  service_id: text('a', 'a'),
  cpu_utilization: text('0.5', ''),
};
const read = (columns: Record<string, InputColumn>, users: Mapping | null = null) => {
  const input = table(columns);
  const chosen = chooseMapping(input, users);
  return chosen && readRows(input, chosen.mapping, chosen.captures);
};

describe('reading rows', () => {
  it('needs no mapping for our own names; empty is missing', () => {
    expect(read(own)).toMatchObject([
      {
        timestamp: Date.UTC(2026, 0, 1),
        service_id: 'a',
        cluster_id: null,
        cpu_utilization: 0.5,
        request_rate: null,
        scaling_event: 'none',
        origin: 'web.csv, line 2',
      },
      { timestamp: Date.UTC(2026, 0, 1, 0, 5), cpu_utilization: null },
    ]);
  });

  it('scales, and lets the user say what a known name means', () => {
    const users = Mapping.parse({
      files: [
        {
          pattern: 'web.csv',
          service_id: { column: 'host' },
          cluster_id: 'all',
          timestamp: { column: 'when', format: 'epoch_s' },
          metrics: { cpu_utilization: { column: 'percent', scale: 0.01 } },
        },
      ],
    });
    const rows = read(
      { when: numbers(1_767_225_600), host: text('h1'), percent: numbers(25) },
      users,
    );
    expect(rows).toMatchObject([
      {
        timestamp: Date.UTC(2026, 0, 1),
        service_id: 'h1',
        cluster_id: 'all',
        cpu_utilization: 0.25,
      },
    ]);
  });

  it('has nothing to say of a file that no mapping fits', () => {
    expect(read({ timestamp: own.timestamp, value: text('1', '2') })).toBeNull();
  });

  it.each([
    [
      { ...own, cpu_utilization: text('0.5', 'high') },
      'web.csv, line 3: cpu_utilization is "high", which is no number',
    ],
    [{ ...own, cpu_utilization: text('0.5', 'NaN') }, 'line 3: cpu_utilization is "NaN"'],
    [{ ...own, cpu_utilization: text('0,5', '0.5') }, 'line 2: cpu_utilization is "0,5"'],
    [
      { ...own, timestamp: text('today', 'x') },
      'web.csv, line 2: timestamp is "today", which is no time',
    ],
    [{ ...own, timestamp: text('2026-01-01', null) }, 'line 3: timestamp is empty'],
    [{ ...own, service_id: text('a', 'a b') }, 'line 3: service_id is "a b"'],
    [{ ...own, service_id: text('a', null) }, 'line 3: service_id is empty'],
    [{ ...own, scaling_event: text('none', 'up') }, 'line 3: scaling_event is "up"'],
    [
      { service_id: own.service_id, cpu_utilization: own.cpu_utilization },
      'web.csv: no column timestamp (columns: service_id, cpu_utilization)',
    ],
    [{ timestamp: own.timestamp, cpu_utilization: own.cpu_utilization }, 'no column service_id'],
    [{ timestamp: text(), service_id: text() }, 'web.csv: is empty'],
  ])('refuses %#', (columns, message) => {
    expect(() => read(columns)).toThrow(message);
  });

  it('reads every finite number as JavaScript writes it', () => {
    const mapping = FileMapping.parse({
      pattern: '*',
      service_id: 's',
      metrics: { request_rate: { column: 'v' } },
    });
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const input = table({ timestamp: text('2026-01-01'), v: text(String(value)) });
        expect(readRows(input, mapping, {})[0]?.request_rate).toBe(Number(String(value)));
      }),
    );
  });
});

const arbitraryRow: fc.Arbitrary<FileRow> = fc
  .record({
    timestamp: fc.integer({ min: 0, max: 5 }),
    service_id: fc.constantFrom('a', 'b', 'c'),
    cluster_id: fc.constantFrom(null, 'k'),
    cpu: fc.option(fc.nat(9)),
    rate: fc.option(fc.nat(9)),
  })
  .map(({ cpu, rate, ...row }) => ({
    ...row,
    cpu_utilization: cpu,
    memory_utilization: null,
    network_io_mbps: null,
    disk_io_mbps: null,
    request_rate: rate,
    latency_p95_ms: null,
    error_rate: null,
    instance_count: null,
    scaling_event: 'none',
    origin: `cpu ${cpu} rate ${rate}`,
  }));

describe('merging rows', () => {
  it('gives one row a service and time, in order, and every value its last', () => {
    fc.assert(
      fc.property(fc.array(arbitraryRow), (rows) => {
        const { rows: merged, replaced } = mergeRows(rows);
        const key = (row: FileRow) => `${row.timestamp} ${row.service_id}`;
        expect(merged.map(key)).toEqual([...new Set(rows.map(key))].sort());
        for (const row of merged) {
          const same = rows.filter((other) => key(other) === key(row));
          for (const { name } of WORKLOAD_METRICS) {
            expect(row[name]).toBe(same.findLast((other) => other[name] !== null)?.[name] ?? null);
          }
          // Only where values of it stand, so that a message about one leads there.
          for (const origin of row.origin.split(' and ')) {
            expect(same.map((other) => other.origin)).toContain(origin);
          }
          expect(row.origin.split(' and ').length).toBeLessThanOrEqual(2);
          const told = rows.find((o) => o.service_id === row.service_id && o.cluster_id !== null);
          expect(row.cluster_id).toBe(told?.cluster_id ?? row.service_id);
        }
        const values = (of: readonly FileRow[]) =>
          of.flatMap((row) => WORKLOAD_METRICS.filter(({ name }) => row[name] !== null)).length;
        expect(values(merged) + replaced).toBe(values(rows));
      }),
    );
  });
});
