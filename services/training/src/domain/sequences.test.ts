import { METRICS } from '@headroom/feature-engine';
import { SEQUENCE_STEPS } from '@headroom/forecasting';
import { describe, expect, it } from 'vitest';
import { madeSnapshot } from '../testing/made-snapshot.ts';
import { learntRows, SequenceMaker } from './sequences.ts';
import { trainingData, type TrainingData } from './training-data.ts';

const HOUR_MS = 3_600_000;
const snapshot = {
  feature_service: 'cloud_optimizer_training',
  declared: METRICS.map(({ name }) => name),
};
const data = trainingData(snapshot, madeSnapshot({ services: 3, hours: 300, seed: 1 }));

describe('learntRows', () => {
  it('leaves out rows without a day behind them', () => {
    const rows = learntRows(data, HOUR_MS, 10_000);
    const left = data.rows.train.filter((row) => !rows.includes(row));
    expect(left.length).toBeGreaterThan(0);
    for (const row of left) expect(row % 300).toBeLessThan(SEQUENCE_STEPS - 1);
    for (const row of rows) expect(row % 300).toBeGreaterThanOrEqual(SEQUENCE_STEPS - 1);
  });

  it('spaces the rows it takes evenly', () => {
    const whole = learntRows(data, HOUR_MS, 10_000);
    const some = learntRows(data, HOUR_MS, 100);
    expect(some.length).toBe(100);
    const steps = Array.from(some, (row) => whole.indexOf(row)).map(
      (p, i, all) => p - (all[i - 1] ?? 0),
    );
    expect(Math.max(...steps.slice(1)) - Math.min(...steps.slice(1))).toBeLessThanOrEqual(1);
  });

  it('says that there is none', () => {
    const early: TrainingData = { ...data, rows: { ...data.rows, train: Int32Array.of(7, 8) } };
    expect(() => learntRows(early, HOUR_MS, 10)).toThrow(
      /no training row has 24 buckets behind it/,
    );
  });
});

describe('SequenceMaker', () => {
  it('standardises by the training rows alone', () => {
    const { scaler } = new SequenceMaker(data);
    const last = data.rows.train.at(-1) ?? 0;
    const shifted = new Map(
      [...data.columns].map(([name, v]) => [name, v.map((x, row) => (row > last ? x + 1000 : x))]),
    );
    expect(new SequenceMaker({ ...data, columns: shifted }).scaler).toEqual(scaler);
    const all = new Map([...data.columns].map(([name, v]) => [name, v.map((x) => x + 1000)]));
    expect(new SequenceMaker({ ...data, columns: all }).scaler).not.toEqual(scaler);
  });

  it('lays sequences, calendars and targets side by side', () => {
    const maker = new SequenceMaker(data);
    const rows = data.rows.validation.slice(3, 6);
    const together = maker.make(rows);
    const alone = maker.make(rows.slice(1, 2));
    const width = SEQUENCE_STEPS * maker.plan.channels;
    expect(together.count).toBe(3);
    expect(together.steps.subarray(width, 2 * width)).toEqual(alone.steps);
    expect(together.calendar.subarray(10, 20)).toEqual(alone.calendar);
    expect(together.z[1]).toBe(Math.fround(data.z[rows[1] ?? -1] ?? NaN));
  });
});
