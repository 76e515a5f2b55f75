import { describe, expect, it } from 'vitest';
import { measureNoiseFloor } from '../usecases/measure-noise-floor.ts';
import { CloudWorkloadGenerator, rowsOf } from './cloud-workload-generator.ts';
import { DEFAULT_CONFIG, DEFAULT_RECORDS } from './config.ts';

const SEEDS = [42, 1, 2];
const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length;

const sets = SEEDS.map((seed) => {
  const config = { ...DEFAULT_CONFIG, seed };
  const observations = new CloudWorkloadGenerator(config).take(DEFAULT_RECORDS);
  const rows = rowsOf(observations);
  return { observations, rows, floor: measureNoiseFloor(config, DEFAULT_RECORDS) };
});

/** The figures that a sketch of the process gave, with room for another set of random numbers. */
describe('the default data', () => {
  it.each(sets)('scale in 3 % ± 1 of the rows (set %#)', ({ rows }) => {
    const events = rows.filter(({ scaling_event }) => scaling_event !== 'none').length;
    expect(events / rows.length).toBeGreaterThan(0.02);
    expect(events / rows.length).toBeLessThan(0.04);
  });

  it.each(sets)(
    'run at half their capacity, rarely at all of it (set %#)',
    ({ rows, observations }) => {
      const cpu = rows.flatMap(({ cpu_utilization }) => cpu_utilization ?? []);
      expect(mean(cpu)).toBeGreaterThan(0.48);
      expect(mean(cpu)).toBeLessThan(0.52);
      const full = observations.filter(({ hidden }) => hidden.load.utilization === 1);
      expect(full.length / observations.length).toBeGreaterThan(0.003);
      expect(full.length / observations.length).toBeLessThan(0.02);
    },
  );

  it.each(sets)('miss 1 % of values and of buckets (set %#)', ({ rows, observations }) => {
    const missing = rows.filter(({ latency_p95_ms }) => latency_p95_ms === null).length;
    expect(missing / rows.length).toBeGreaterThan(0.006);
    expect(missing / rows.length).toBeLessThan(0.014);
    const absent = 1 - rows.length / observations.length;
    expect(absent).toBeGreaterThan(0.005);
    expect(absent).toBeLessThan(0.017);
  });

  it('give persistence an error near 0.048, of which about 0.028 is noise that nobody can foresee', () => {
    const persistence = mean(sets.map(({ floor }) => floor.persistence));
    const noise = mean(sets.map(({ floor }) => floor.floor));
    expect(persistence).toBeGreaterThan(0.045);
    expect(persistence).toBeLessThan(0.052);
    expect(noise).toBeGreaterThan(0.026);
    expect(noise).toBeLessThan(0.03);
  });

  it.each(sets)('keep the floor of every service under its persistence (set %#)', ({ floor }) => {
    expect(floor.rows).toBeGreaterThan(1_350);
    expect(floor.services).toHaveLength(10);
    for (const service of floor.services) expect(service.floor).toBeLessThan(service.persistence);
  });
});
