import { describe, expect, it } from 'vitest';
import { trainingData } from '../domain/training-data.ts';
import { madeSnapshot } from '../testing/made-snapshot.ts';
import { NO_FILE, trainingJob } from '../testing/training-job.ts';
import { evaluateSplit, splitMetrics } from './evaluate-split.ts';
import { evaluationReport } from './evaluation-report.ts';

const { snapshot } = trainingJob('lightgbm', NO_FILE);
const data = trainingData(snapshot, madeSnapshot({ services: 3, hours: 300, seed: 1 }));
const rows = data.rows.test;
const at = (values: Float64Array, row: number): number => values[row] ?? NaN;
const judge = (predict: (row: number) => number) => {
  const evaluation = evaluateSplit(data, rows, Float64Array.from(rows, predict));
  return { evaluation, metrics: splitMetrics('test', evaluation) };
};

describe('evaluateSplit', () => {
  it('gives persistence the relative MAE 1 over all and over each service', () => {
    const { evaluation, metrics } = judge((row) => at(data.level, row));
    expect(metrics.relative_mae).toBe(1);
    expect([...evaluation.persistence.perService]).toEqual([
      ['service-0', 1],
      ['service-1', 1],
      ['service-2', 1],
    ]);
    expect(metrics.rows).toBe(rows.length);
  });

  it('gives the value a day before the seasonal relative MAE 1, on the rows that have one', () => {
    const { metrics } = judge((row) => {
      const seasonal = at(data.dayBefore, row);
      return Number.isNaN(seasonal) ? 7 : seasonal;
    });
    expect(metrics.seasonal_relative_mae).toBe(1);
    expect(metrics.seasonal_rows).toBeLessThan(rows.length);
    expect(metrics.seasonal_rows).toBeGreaterThan(rows.length / 2);
  });

  it('scales each service by its persistence in the training rows', () => {
    const { metrics } = judge((row) => at(data.target, row) + 0.01);
    const inSample = [0, 1, 2].map((service) => {
      const own = data.rows.train.filter((row) => Math.floor(row / 300) === service);
      const sum = own.reduce(
        (s, row) => s + Math.abs(at(data.target, row) - at(data.level, row)),
        0,
      );
      return 0.01 / (sum / own.length);
    });
    expect(metrics.mase).toBeCloseTo(inSample.sort()[1] ?? NaN, 12);
    expect(metrics.mae).toBeCloseTo(0.01, 12);
  });

  it('says that nothing can be forecast where cpu never changes', () => {
    const flat = { ...data, target: data.target.map(() => 0.5), level: data.level.map(() => 0.5) };
    const evaluation = evaluateSplit(
      flat,
      rows,
      Float64Array.from(rows, () => 0.5),
    );
    expect(() => splitMetrics('test', evaluation)).toThrow(/cpu never changes in the test split/);
  });
});

describe('evaluationReport', () => {
  const report = evaluationReport(
    data,
    rows,
    Float64Array.from(rows, (row) => at(data.level, row)),
  );

  it('tells services and hours of day apart, and leaves out no row', () => {
    expect(Object.keys(report.by_service)).toEqual(['service-0', 'service-1', 'service-2']);
    expect(Object.keys(report.by_hour)).toHaveLength(24);
    for (const parts of [report.by_service, report.by_hour]) {
      const all = Object.values(parts);
      expect(all.reduce((sum, part) => sum + part.rows, 0)).toBe(report.all.rows);
      expect(all.reduce((sum, part) => sum + part.rows * part.mae, 0)).toBeCloseTo(
        report.all.rows * report.all.mae,
        9,
      );
    }
  });

  it('compares each part with its own yardstick', () => {
    for (const part of [report.all, ...Object.values(report.by_hour)])
      expect(part.relative_mae).toBe(1);
  });
});
