import { METRICS, type MetricName } from '@headroom/feature-engine';
import { describe, expect, it } from 'vitest';
import { madeSnapshot } from '../testing/made-snapshot.ts';
import type { SnapshotRows } from './snapshot-rows.ts';
import { trainingData } from './training-data.ts';

const HOUR_MS = 3_600_000;
const all = METRICS.map(({ name }) => name);
const snapshot = (declared: readonly MetricName[] = all) => ({
  feature_service: 'cloud_optimizer_training',
  declared: [...declared],
});
const made = madeSnapshot({ services: 3, hours: 300, seed: 1 });
const data = trainingData(snapshot(), made);

/** The snapshot with one column changed. */
const withColumn = (
  name: string,
  change: (value: number, row: number) => number,
): SnapshotRows => ({
  ...made,
  columns: new Map([...made.columns].map(([key, v]) => [key, key === name ? v.map(change) : v])),
});

describe('trainingData', () => {
  it('splits by time, and no training target reaches into a later split', () => {
    const times = (rows: Int32Array) => Array.from(rows, (row) => data.times[row] ?? NaN);
    const [train, validation, test] = [data.rows.train, data.rows.validation, data.rows.test];
    expect(Math.max(...times(train)) + HOUR_MS).toBeLessThanOrEqual(Math.min(...times(validation)));
    expect(Math.max(...times(validation)) + HOUR_MS).toBeLessThanOrEqual(Math.min(...times(test)));
    const total = train.length + validation.length + test.length;
    expect(train.length / total).toBeCloseTo(0.69, 1);
    expect(test.length / total).toBeCloseTo(0.155, 1);
  });

  it('uses rows with target, level and scale alone, in the order of the snapshot', () => {
    for (const rows of Object.values(data.rows)) {
      expect(rows).toEqual(rows.toSorted());
      for (const row of rows) expect(data.z[row]).not.toBeNaN();
    }
    const lost = withColumn('scale', (value, row) => (row % 2 === 0 ? NaN : value));
    const { rows } = trainingData(snapshot(), lost);
    expect(Object.values(rows).every((of) => of.every((row) => row % 2 === 1))).toBe(true);
  });

  it('learns the distance from the level in scales', () => {
    const row = data.rows.train[10] ?? -1;
    const [y = NaN, level = NaN, scale = NaN] = [data.target, data.level, data.scale].map(
      (v) => v[row],
    );
    expect(data.z[row]).toBe((y - level) / scale);
    expect(data.dayBefore[row + 24]).toBe(data.target[row]);
    expect(data.dayBefore[5]).toBeNaN();
  });

  it('leaves the columns of absent metrics out of the signature', () => {
    const { declared, columns } = trainingData(snapshot(['cpu_utilization']), made);
    expect(declared).toEqual(['cpu_utilization']);
    // workload, temporal, rolling, lag; cluster mean, max, count; level, scale and the relative ones
    expect(columns.size).toBe(1 + 10 + 12 + 24 + 3 + 2 + 37);
    expect(data.columns.size).toBe(348 + 2 + 37);
  });

  it('takes a metric without a value in the training rows for absent', () => {
    const last = data.rows.train.at(-1) ?? 0;
    const found = trainingData(
      snapshot(),
      withColumn('error_rate', (value, row) => (row > last ? value : NaN)),
    );
    expect(found.declared).toEqual(all.filter((name) => name !== 'error_rate'));
    expect([...found.columns.keys()].some((name) => /^err|_err/.test(name))).toBe(false);
  });

  it('names the split that has no rows, and a column that is not there', () => {
    const short = madeSnapshot({ services: 1, hours: 8, seed: 1 });
    expect(() => trainingData(snapshot(), short)).toThrow(/none of its 8 rows falls into the/);
    const columns = new Map(made.columns);
    columns.delete('lat_lag_7');
    expect(() => trainingData(snapshot(), { ...made, columns })).toThrow(
      /column lat_lag_7 is missing/,
    );
    expect(() => trainingData(snapshot(), short)).toThrow(
      expect.objectContaining({ code: 'INVALID_DATA' }),
    );
  });
});
