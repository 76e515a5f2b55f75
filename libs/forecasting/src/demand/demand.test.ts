import { METRICS, resolveFeatureService } from '@headroom/feature-engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEMAND_INPUTS, DemandInputs } from './demand-inputs.ts';
import { demandPlan } from './demand-plan.ts';
import { fitDemand, type DemandFit } from './fit-demand.ts';

const HOUR_MS = 3_600_000;
const columnsOf = (metrics: readonly string[]): string[] =>
  resolveFeatureService(
    'cloud_optimizer_training',
    METRICS.map(({ name }) => name).filter((name) => metrics.includes(name)),
  ).signature.map(({ name }) => name);
const columns = columnsOf(['cpu_utilization', 'instance_count']);
const plan = demandPlan(columns);
if (plan === null) throw new Error('no plan');

const wave = (amount: number) => [Math.sin(2 * Math.PI * amount), Math.cos(2 * Math.PI * amount)];
/** A row at t, epoch ms; what is not told of it is missing. */
const rowAt = (t: number, told: Record<string, number>): Float64Array => {
  const hour = (t % (24 * HOUR_MS)) / HOUR_MS;
  const day = (Math.floor(t / (24 * HOUR_MS)) + 3) % 7;
  const [hour_sin = 0, hour_cos = 0] = wave(hour / 24);
  const [dow_sin = 0, dow_cos = 0] = wave(day / 7);
  const row: Record<string, number> = { hour_sin, hour_cos, dow_sin, dow_cos, ...told };
  return Float64Array.from(columns, (name) => row[name] ?? NaN);
};
const MONDAY = Date.UTC(2025, 0, 6);
/** Demand of 2 instances at work, half of it at night and on weekends. */
const usual = (t: number): number => {
  const isNight = (t % (24 * HOUR_MS)) / HOUR_MS < 6;
  const isWeekend = (t - MONDAY) / HOUR_MS >= 5 * 24;
  return 2 * (isNight ? 0.5 : 1) * (isWeekend ? 0.5 : 1);
};
const week = Array.from({ length: 7 * 24 }, (_, hour) => MONDAY + hour * HOUR_MS);
const fitOf = (times: readonly number[]): DemandFit =>
  fitDemand(plan, times.keys(), (i) => {
    const t = times[i] ?? NaN;
    return { service: 'web', row: rowAt(t, { level: usual(t) / 4, instance_count: 4 }) };
  });
const inputsOf = (fit: DemandFit, service: string | null, row: Float64Array) => {
  const out = new Float64Array(DEMAND_INPUTS.length + 1).fill(7);
  new DemandInputs(plan, fit.profiles).write(row, service, out, 1);
  expect(out[0]).toBe(7);
  return Object.fromEntries(DEMAND_INPUTS.map((name, i) => [name, out[i + 1]]));
};

describe('demandPlan', () => {
  it('takes cpu and the number of instances', () => {
    expect(demandPlan(columnsOf(['cpu_utilization']))).toBeNull();
    expect(demandPlan(['level', 'scale'])).toBeNull();
  });
});

describe('demand inputs', () => {
  const fit = fitOf(week);

  it('tell how the day of this service goes on, in log and in units of scale', () => {
    // 05:00 on Tuesday: work begins within the hour. Twice the usual demand of that hour.
    const row = rowAt(MONDAY + 29 * HOUR_MS, { level: 0.5, scale: 0.1, instance_count: 4 });
    const { usual_change, off_usual, usual_change_rel, usual_return_rel } = inputsOf(
      fit,
      'web',
      row,
    );
    expect(usual_change).toBeCloseTo(Math.LN2, 12);
    expect(off_usual).toBeCloseTo(Math.LN2, 12);
    expect(usual_change_rel).toBeCloseTo(5, 12);
    expect(usual_return_rel).toBeCloseTo((0.5 * 2 ** 0.75 - 0.5) / 0.1, 12);
  });

  it('know that Saturday comes after Friday', () => {
    const friday = MONDAY + (4 * 24 + 23) * HOUR_MS;
    const row = rowAt(friday, { level: 0.5, scale: 0.1, instance_count: 4 });
    expect(inputsOf(fit, 'web', row).usual_change).toBeCloseTo(-2 * Math.LN2, 12);
  });

  it('take the last number of instances that was told', () => {
    const known = { level: 0.5, scale: 0.1 };
    const at = MONDAY + 30 * HOUR_MS;
    const told = inputsOf(fit, 'web', rowAt(at, { ...known, instance_count: 4 }));
    const before = inputsOf(fit, 'web', rowAt(at, { ...known, inst_lag_2: 4 }));
    expect(before.off_usual).toBe(told.off_usual);
  });

  it('know nothing of a service whose day was not seen, but how it scaled', () => {
    const cpu = { cpu_utilization: 0.5, cpu_lag_1: 0.7, cpu_lag_2: 0.9, cpu_lag_3: 0.2 };
    const instances = { instance_count: 3, inst_lag_1: 3, inst_lag_2: 2, inst_lag_3: 2 };
    const row = rowAt(MONDAY, { level: 0.5, scale: 0.1, ...cpu, ...instances });
    const expected = {
      since_scaling: 1,
      cpu_min_2: 0.5,
      cpu_min_3: 0.5,
      cpu_max_3: 0.9,
      cpu_max_6: 0.9,
      cpu_max_9: 0.9,
      cpu_max_since_scaling: 0.7,
    };
    const unknown = {
      usual_change: NaN,
      off_usual: NaN,
      usual_change_rel: NaN,
      usual_return_rel: NaN,
    };
    for (const service of [null, 'db', 'toString'])
      expect(inputsOf(fit, service, row)).toEqual({ ...unknown, ...expected });
    expect(fitOf(week.slice(0, 50)).profiles).toEqual({});
  });

  it('read every hour of the week back from the calendar features', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 7 * 24 - 2 }),
        fc.integer({ min: 0, max: 11 }),
        (hour, part) => {
          const t = MONDAY + hour * HOUR_MS + part * 300_000;
          const level = usual(t - (t % HOUR_MS)) / 4;
          const { off_usual, usual_change } = inputsOf(
            fit,
            'web',
            rowAt(t, { level, scale: 1, instance_count: 4 }),
          );
          expect(off_usual).toBeCloseTo(0, 12);
          const next = usual(t - (t % HOUR_MS) + HOUR_MS);
          expect(usual_change).toBeCloseTo(Math.log(next / (4 * level)), 12);
        },
      ),
    );
  });
});
