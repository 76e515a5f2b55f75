import {
  HOUR_MS,
  MINUTE_MS,
  resolveFeatureService,
  type MetricName,
  type WorkloadRecord,
} from '@headroom/feature-engine';
import { ColumnTable } from '@headroom/storage';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { T0 } from '../testing/validated-log.ts';
import { snapshotColumns } from './snapshot-columns.ts';

const C = HOUR_MS;

const record = (
  hour: number,
  metrics: readonly number[],
  over: Partial<WorkloadRecord> = {},
): WorkloadRecord => ({
  timestamp: T0 + hour * HOUR_MS,
  arrivalSeq: Math.round(hour * 100),
  metrics: Array.from({ length: 8 }, (_, m) => metrics[m] ?? NaN),
  scalingEvent: 'none',
  clusterId: 'c',
  ...over,
});

function tableOf(
  services: Readonly<Record<string, readonly WorkloadRecord[]>>,
  {
    asOf = Infinity,
    after = -Infinity,
    declared,
  }: { asOf?: number; after?: number; declared?: MetricName[] } = {},
) {
  const plan = resolveFeatureService('cloud_optimizer_training', declared);
  const { columns } = snapshotColumns(new Map(Object.entries(services)), {
    cadenceMs: C,
    plan,
    after: after === -Infinity ? after : T0 + after * HOUR_MS,
    asOf: asOf === Infinity ? asOf : T0 + asOf * HOUR_MS,
  });
  return new ColumnTable('snapshot', columns);
}

const hoursOf = (table: ColumnTable) =>
  [...table.timestamps('event_timestamp')].map((t) => (t - T0) / HOUR_MS);

describe('snapshotColumns', () => {
  it('gives a row a service and bucket, by service and time, with the cpu of the next hour as target', () => {
    const table = tableOf({
      a: [record(1, [0.1]), record(2, [0.2]), record(2.5, [0.4]), record(5, [0.5])],
      b: [record(2, [0.7])],
    });
    expect(table.strings('service_id')).toEqual(['a', 'a', 'a', 'a', 'b']);
    expect(hoursOf(table)).toEqual([1, 2, 3, 5, 2]);
    expect([...table.float64('y')]).toEqual([0.2, 0.4, NaN, NaN, NaN]);
  });

  it('leaves out what is open, also of the targets', () => {
    const records = [record(1, [0.1]), record(2, [0.2]), record(3, [0.3])];
    const closed = tableOf({ a: records }, { asOf: 3 + MINUTE_MS / HOUR_MS });
    expect(hoursOf(closed)).toEqual([1, 2, 3]);
    const open = tableOf({ a: records }, { asOf: 3 });
    expect(hoursOf(open)).toEqual([1, 2]);
    expect([...open.float64('y')]).toEqual([0.2, NaN]);
  });

  it('earlier records fill the windows of the first rows and are no rows', () => {
    const records = [1, 2, 3].map((hour) => record(hour, [hour / 10]));
    const table = tableOf({ a: records }, { after: 2 });
    expect(hoursOf(table)).toEqual([3]);
    expect(table.float64('cpu_lag_2')[0]).toBe(0.1);
    expect(table.float64('cpu_roll_6h_min')[0]).toBe(0.1);
  });

  it('a row sees the newest cluster window that ends an hour before it, of all services of its cluster', () => {
    const table = tableOf({
      a: [
        record(1, [0.2, 0.5, NaN, NaN, 10]),
        record(2, [0.9, NaN, NaN, NaN, 40]),
        record(3, [0.3]),
      ],
      b: [record(1, [0.4, NaN, NaN, NaN, 30]), record(2, [NaN], { clusterId: 'other' })],
    });
    const column = (name: string) => [...table.float64(name)];
    expect(column('cluster_service_count')).toEqual([NaN, 2, 1, NaN, NaN]);
    expect(column('cluster_cpu_mean').slice(1, 3)).toEqual([(0.2 + 0.4) / 2, 0.9]);
    expect(column('cluster_cpu_max').slice(1, 3)).toEqual([0.4, 0.9]);
    expect(column('cluster_mem_mean').slice(1, 3)).toEqual([0.5, NaN]);
    expect(column('cluster_req_sum').slice(1, 3)).toEqual([40, 40]);
    expect(column('cluster_req_share')[1]).toBe(40 / (40 + 1e-9));
  });

  it('leaves out the columns of metrics that nobody declares', () => {
    const table = tableOf({ a: [record(1, [0.1])] }, { declared: ['cpu_utilization'] });
    const names = table.columns.map(({ name }) => name).slice(3, -1);
    const raw = names.filter((name) => !/_rel$|^level$|^scale$/.test(name));
    expect(raw).toHaveLength(1 + 10 + 12 + 24 + 3);
    expect(names).toHaveLength(50 + 39);
    expect(raw.filter((name) => /mem|net|disk|req|lat|err|inst/.test(name))).toEqual([]);
  });

  const series = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 });
  const twoServices = fc.record({ a: series, b: series });
  const valueAt = (hour: number) => [((hour * 37) % 100) / 100, hour / 100, NaN, NaN, hour];
  const servicesOf = (hours: { a: number[]; b: number[] }, upTo = Infinity) =>
    Object.fromEntries(
      Object.entries(hours).map(([id, own]) => [
        id,
        own.filter((hour) => hour <= upTo).map((hour) => record(hour, valueAt(hour))),
      ]),
    );
  const rowsOf = (table: ColumnTable, upTo: number) =>
    hoursOf(table).flatMap((hour, row) =>
      hour <= upTo
        ? [table.columns.filter(({ name }) => name !== 'y').map(({ values }) => values[row])]
        : [],
    );

  it('invariant 5: a row never sees anything later than its own event time', () => {
    fc.assert(
      fc.property(twoServices, fc.integer({ min: 0, max: 60 }), (hours, t) => {
        const all = tableOf(servicesOf(hours));
        const known = tableOf(servicesOf(hours, t));
        expect(rowsOf(all, t)).toEqual(rowsOf(known, t));
      }),
      { numRuns: 40 },
    );
  });

  it('does not depend on the order in which records are given', () => {
    fc.assert(
      fc.property(twoServices, (hours) => {
        const given = servicesOf(hours);
        const reversed = Object.fromEntries(
          Object.entries(given).map(([id, records]) => [id, records.toReversed()]),
        );
        expect(tableOf(reversed).columns).toEqual(tableOf(given).columns);
      }),
      { numRuns: 20 },
    );
  });
});
