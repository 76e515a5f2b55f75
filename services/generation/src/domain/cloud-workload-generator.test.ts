import { WORKLOAD_METRICS, type WorkloadMetric } from '@headroom/contracts';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CloudWorkloadGenerator, rowsOf, type ProcessState } from './cloud-workload-generator.ts';
import { DEFAULT_CONFIG, type GeneratorConfig } from './config.ts';

const MINUTE = 60_000;
const configs: fc.Arbitrary<GeneratorConfig> = fc
  .record({
    seed: fc.integer(),
    services: fc.integer({ min: 1, max: 15 }),
    clusters: fc.integer({ min: 1, max: 4 }),
    cadence: fc.constantFrom(1, 5, 10, 15, 20, 30, 60),
  })
  .map(({ cadence, ...config }) => ({ ...DEFAULT_CONFIG, ...config, cadenceMs: cadence * MINUTE }));
const counts = fc.integer({ min: 0, max: 300 });
const rows = (config: GeneratorConfig, count: number) =>
  rowsOf(new CloudWorkloadGenerator(config).take(count));
const runs = { numRuns: 40 };

describe('CloudWorkloadGenerator', () => {
  it('gives exactly n rows, the same for the same seed', () => {
    fc.assert(
      fc.property(configs, counts, (config, count) => {
        const first = rows(config, count);
        expect(first).toHaveLength(count);
        expect(JSON.stringify(rows(config, count))).toBe(JSON.stringify(first));
      }),
      runs,
    );
  });

  it('gives other rows for another seed', () => {
    const other = rows({ ...DEFAULT_CONFIG, seed: 43 }, 10);
    expect(rows(DEFAULT_CONFIG, 10).map((row) => row.request_rate)).not.toEqual(
      other.map((row) => row.request_rate),
    );
  });

  it('keeps every value in the bounds of its metric', () => {
    fc.assert(
      fc.property(configs, (config) => {
        for (const row of rows(config, 300)) {
          for (const metric of WORKLOAD_METRICS) {
            const value = row[metric.name];
            const { min, max, integer }: WorkloadMetric = metric;
            if (value === null) continue;
            expect(value).toBeGreaterThanOrEqual(min);
            expect(value).toBeLessThanOrEqual(max ?? Number.MAX_VALUE);
            if (integer) expect(Number.isInteger(value)).toBe(true);
          }
        }
      }),
      runs,
    );
  });

  it('walks bucket by bucket, services in order, each bucket end on the grid', () => {
    fc.assert(
      fc.property(configs, (config) => {
        const generator = new CloudWorkloadGenerator(config);
        const seen = Array.from({ length: 3 * config.services }, () => generator.next().hidden);
        seen.forEach(({ timestamp, serviceId }, i) => {
          const bucket = Math.floor(i / config.services) + 1;
          expect(timestamp).toBe(config.start + bucket * config.cadenceMs);
          expect(serviceId).toBe(generator.parameters[i % config.services]?.serviceId);
        });
      }),
      runs,
    );
  });

  it('is a prefix of every longer run', () => {
    fc.assert(
      fc.property(configs, counts, counts, (config, shorter, more) => {
        expect(rows(config, shorter + more).slice(0, shorter)).toEqual(rows(config, shorter));
      }),
      runs,
    );
  });

  it('goes on from its state, through JSON, as if never put down', () => {
    fc.assert(
      fc.property(configs, counts, counts, (config, before, after) => {
        const generator = new CloudWorkloadGenerator(config);
        const first = rowsOf(generator.take(before));
        const state = JSON.parse(JSON.stringify(generator.state)) as ProcessState;
        const rest = rowsOf(new CloudWorkloadGenerator(config, state).take(after));
        expect([...first, ...rest]).toEqual(rows(config, before + after));
      }),
      runs,
    );
  });

  it('changes no other service when one is added', () => {
    fc.assert(
      fc.property(configs, (config) => {
        const more = { ...config, services: config.services + 1 };
        const steps = (from: GeneratorConfig) => {
          const generator = new CloudWorkloadGenerator(from);
          return Array.from({ length: 40 * from.services }, () => generator.next());
        };
        const added = steps(more).filter(({ hidden }) => {
          return hidden.serviceId !== `service-${String(config.services).padStart(2, '0')}`;
        });
        expect(added).toEqual(steps(config));
      }),
      runs,
    );
  });

  it('takes the rest of a bucket that a batch has cut', () => {
    const generator = new CloudWorkloadGenerator(DEFAULT_CONFIG);
    for (let i = 0; i < 13; i++) generator.next();
    const rest = generator.takeBucket();
    expect(rest.map(({ hidden }) => hidden.serviceId)).toEqual(
      generator.parameters.slice(3).map(({ serviceId }) => serviceId),
    );
    expect(generator.takeBucket()).toHaveLength(10);
    expect(generator.state).toMatchObject({ bucket: 3, service: 0 });
  });

  it('refuses the state of another fleet', () => {
    const { state } = new CloudWorkloadGenerator({ ...DEFAULT_CONFIG, services: 4 });
    expect(() => new CloudWorkloadGenerator(DEFAULT_CONFIG, state)).toThrow(
      /4 services in 3 clusters.*10 in 3.*resume with the config/,
    );
  });

  it('tells what the data hide: the parts add up to the demand behind cpu', () => {
    for (const { hidden } of new CloudWorkloadGenerator(DEFAULT_CONFIG).take(500)) {
      const { demand, instances, utilization, cpu } = hidden.load;
      expect(utilization).toBe(Math.min(1, demand / instances));
      expect(Math.abs(cpu - utilization)).toBeLessThan(0.06);
    }
  });

  // Published figures hang on these numbers. Nine digits: another CPU may round the last bit of a logarithm differently.
  it('still gives the data that its published accuracy was measured on', () => {
    const text = JSON.stringify(rows(DEFAULT_CONFIG, 2_000), (_, value: unknown) =>
      typeof value === 'number' ? Number(value.toPrecision(9)) : value,
    );
    expect(createHash('sha256').update(text).digest('hex')).toMatchInlineSnapshot(
      `"d8c476cf5ebac1672a08e1bb8f006bc4c6063036c3b25134b245b8b8161df173"`,
    );
  });
});
