import { METRICS, resolveFeatureService, type MetricName } from '@headroom/feature-engine';
import { describe, expect, it } from 'vitest';
import { assembleCalendar, assembleSequence, measuredSequence } from './assemble.ts';
import { SEQUENCE_STEPS, sequencePlan } from './sequence-plan.ts';

const signature = (declared: readonly MetricName[]) =>
  resolveFeatureService('cloud_optimizer_training', declared).signature.map(({ name }) => name);
const all = signature(METRICS.map((metric) => metric.name));
const two = signature(['cpu_utilization', 'error_rate']);

/** Value of a column in a made-up row: bucket t − k·C holds 100 + k for cpu and 200 + k for errors. */
function cell(name: string): number {
  const lag = Number(/_lag_(\d+)$/.exec(name)?.[1] ?? 0);
  if (/^cpu(_utilization|_lag_\d+)$/.test(name)) return 100 + lag;
  if (/^err(or_rate|_lag_\d+)$/.test(name)) return lag === 3 ? NaN : 200 + lag;
  if (name === 'level') return 90;
  if (name === 'scale') return 2;
  return name === 'hour_sin' ? 0.25 : -7;
}
const row = Float64Array.from(two, cell);
const plan = sequencePlan(two);

describe('sequencePlan', () => {
  it('has a channel and a mask for each metric that the signature holds', () => {
    expect(sequencePlan(all)).toMatchObject({ channels: 16, metrics: METRICS.map((m) => m.name) });
    expect(plan).toMatchObject({ channels: 4, metrics: ['cpu_utilization', 'error_rate'] });
    expect(plan.calendar.length).toBe(10);
  });

  it('names what a row lacks', () => {
    const without = (name: string) => () => sequencePlan(all.filter((column) => column !== name));
    expect(without('mem_lag_7')).toThrow(/the row lacks mem_lag_7/);
    expect(without('level')).toThrow(/the row lacks level/);
    expect(without('dow_cos')).toThrow(/the row lacks dow_cos/);
    expect(without('cpu_utilization')).toThrow(/lacks cpu_utilization, which is forecast/);
  });
});

describe('assembleSequence', () => {
  const measured = new Float64Array(SEQUENCE_STEPS * 2);
  measuredSequence(plan, row, measured);

  it('runs from t − 23·C to t, cpu relative to level and scale', () => {
    expect(Array.from(measured.subarray(0, 4))).toEqual([(123 - 90) / 2, 223, (122 - 90) / 2, 222]);
    expect(Array.from(measured.subarray(-2))).toEqual([(100 - 90) / 2, 200]);
    expect(measured[2 * 20 + 1]).toBeNaN();
  });

  it('fills what is missing with the training mean and tells so in the mask', () => {
    const scaler = { columns: plan.metrics, mean: [5, 210], deviation: [2, 10] };
    const out = new Float32Array(3 + SEQUENCE_STEPS * 4).fill(-1);
    assembleSequence(plan, scaler, row, out, 3);
    const step = (j: number) => Array.from(out.subarray(3 + 4 * j, 3 + 4 * j + 4));
    expect(Array.from(out.subarray(0, 3))).toEqual([-1, -1, -1]);
    expect(step(23)).toEqual([0, -1, 1, 1]);
    expect(step(20)).toEqual([0.75, 0, 1, 0]);
    expect(step(0)).toEqual([5.75, Math.fround(1.3), 1, 1]);
  });

  it('joins the calendar of t', () => {
    const out = new Float64Array(11);
    assembleCalendar(plan, row, out, 1);
    expect(Array.from(out)).toEqual([0, 0.25, ...Array.from({ length: 9 }, () => -7)]);
  });
});
