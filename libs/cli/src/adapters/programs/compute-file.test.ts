import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FEATURE_VIEWS, HOUR_MS } from '@headroom/feature-engine';
import { ParquetFiles } from '@headroom/storage';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { computeFile } from './compute-file.ts';

const T0 = Date.UTC(2025, 0, 1);
const HEADER = 'cpu_utilization,service_id,timestamp,cluster_id,request_rate';

let parquet: ParquetFiles;
const folder = mkdtempSync(join(tmpdir(), 'headroom-compute-'));
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  parquet = await ParquetFiles.open();
});
afterAll(() => {
  parquet.close();
  rmSync(folder, { recursive: true });
});

const rows = Array.from({ length: 60 }, (_, i) => ({
  cpu: i % 7 === 0 ? null : i / 100,
  service: i % 2 === 0 ? 'b' : 'a',
  time: T0 + Math.floor(i / 2) * HOUR_MS,
}));

it('writes every feature of every service and bucket, the same from CSV as from Parquet', async () => {
  const lines = rows.map(({ cpu, service, time }, i) => {
    const iso = new Date(time).toISOString();
    // Epoch milliseconds, a zone, no zone.
    const written = [String(time), iso, iso.replace('T', ' ').replace('Z', '')][i % 3] ?? '';
    return [cpu ?? '', service, written, 'c', 10 * i].join(',');
  });
  writeFileSync(at('w.csv'), [HEADER, ...lines].join('\n'));
  await parquet.write(at('w.parquet'), [
    { name: 'timestamp', type: 'timestamp', values: Float64Array.from(rows, ({ time }) => time) },
    { name: 'service_id', type: 'string', values: rows.map(({ service }) => service) },
    { name: 'cluster_id', type: 'string', values: rows.map(() => 'c') },
    {
      name: 'cpu_utilization',
      type: 'float64',
      values: Float64Array.from(rows, ({ cpu }) => cpu ?? NaN),
    },
    { name: 'request_rate', type: 'float64', values: Float64Array.from(rows, (_, i) => 10 * i) },
  ]);
  for (const kind of ['csv', 'parquet']) {
    const made = await computeFile(at(`w.${kind}`), HOUR_MS, at(`of-${kind}`));
    expect(made).toEqual({ records: 60, rows: 60, columns: 350 });
  }
  expect(readFileSync(at('of-csv'))).toEqual(readFileSync(at('of-parquet')));

  const table = await parquet.read(at('of-csv'));
  expect(table.columns.map(({ name }) => name)).toEqual([
    'service_id',
    'event_timestamp',
    ...FEATURE_VIEWS.flatMap(({ features }) => features.map(({ name }) => name)),
  ]);
  expect(table.strings('service_id').slice(28, 32)).toEqual(['a', 'a', 'b', 'b']);
  expect([...table.timestamps('event_timestamp').slice(0, 2)]).toEqual([T0, T0 + HOUR_MS]);
  // The third bucket of a: records 1, 3 and 5.
  expect(table.float64('cpu_lag_2')[2]).toBe(0.01);
  expect(table.float64('cpu_roll_6h_mean')[2]).toBeCloseTo(0.03, 15);
  expect(table.float64('memory_utilization')[2]).toBeNaN();
  // Of both services in the window that ended an hour before: records 2 and 3.
  expect(table.float64('cluster_req_sum')[2]).toBe(50);
});

it.each([
  ['timestamp,cpu_utilization\n1,2', /has no column for service_id; it has timestamp, cpu_util/],
  ['timestamp,service_id\n1,a', /has no column for a metric/],
  [`${HEADER}\n0.5,a,yesterday,c,1`, /row 1: timestamp is "yesterday"; give a time in RFC 3339/],
  [`${HEADER}\n0.5,a,1000,c,1\nhigh,a,1000,c,1`, /row 2: cpu_utilization is "high"; give a value/],
  [`${HEADER}\n0.5,,1000,c,1`, /row 1: service_id is empty/],
  [`${HEADER}\n0.5,a,1000`, /Invalid Record Length/],
])('says what is wrong in a file (%#)', async (text, message) => {
  writeFileSync(at('bad.csv'), text);
  await expect(computeFile(at('bad.csv'), HOUR_MS, at('out'))).rejects.toThrow(message);
});

it.each(['gone.csv', 'gone.parquet'])('says that %s is not there', async (name) => {
  await expect(computeFile(at(name), HOUR_MS, at('out'))).rejects.toThrow(
    /gone.* is not there; name a CSV or Parquet file/,
  );
});
