import { describe, expect, it } from 'vitest';
import { CloudWorkloadGenerator } from './cloud-workload-generator.ts';
import { DEFAULT_CONFIG, type GeneratorConfig } from './config.ts';
import { noiseFloor } from './noise-floor.ts';

const measure = (config: GeneratorConfig, from: number, continuations = 50) => {
  const generator = new CloudWorkloadGenerator(config);
  const observations = generator.take(600);
  return noiseFloor(config, generator.parameters, observations, { from, continuations });
};
const HOUR = 3_600_000;
const { start } = DEFAULT_CONFIG;

describe('noiseFloor', () => {
  it('is the same again', () => {
    expect(measure(DEFAULT_CONFIG, start)).toEqual(measure(DEFAULT_CONFIG, start));
  });

  it('counts only rows after from', () => {
    const all = measure(DEFAULT_CONFIG, start);
    const late = measure(DEFAULT_CONFIG, start + 30 * HOUR);
    expect(all.rows).toBeGreaterThan(530);
    expect(late.rows).toBeLessThan(0.6 * all.rows);
    expect(all.rows).toBe(all.services.reduce((sum, { rows }) => sum + rows, 0));
  });

  it('looks an hour ahead at a finer cadence too', () => {
    const config = { ...DEFAULT_CONFIG, services: 2, cadenceMs: 5 * 60_000 };
    const { floor, persistence } = measure(config, start);
    expect(floor).toBeGreaterThan(0.005);
    expect(floor).toBeLessThan(persistence);
  });

  it('knows what is injected', () => {
    const later = { kind: 'mean', size: 0.6, start: start + 30 * HOUR } as const;
    const shifted = measure({ ...DEFAULT_CONFIG, injections: [later] }, start, 200);
    expect(shifted.floor).toBeLessThan(0.8 * shifted.persistence);
  });
});
