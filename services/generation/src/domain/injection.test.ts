import { describe, expect, it } from 'vitest';
import { CloudWorkloadGenerator } from './cloud-workload-generator.ts';
import { DEFAULT_CONFIG } from './config.ts';
import { effectsAt, type Injection } from './injection.ts';

const START = DEFAULT_CONFIG.start + 100 * 3_600_000;
const observe = (...injections: Injection[]) =>
  new CloudWorkloadGenerator({ ...DEFAULT_CONFIG, injections }).take(3_000);
const plain = observe();

const ALL: Injection[] = [
  { kind: 'mean', size: 0.5, start: START },
  { kind: 'variance', size: 3, start: START },
  { kind: 'seasonality', size: 6, start: START },
  { kind: 'missing_rate', size: 0.4, start: START },
  { kind: 'one_service', size: 1, start: START, service: 'service-04' },
  { kind: 'slow_trend', size: 0.5, start: START },
  { kind: 'unit_error', size: 100, start: START, metric: 'cpu_utilization' },
];

const pairs = (injection: Injection) =>
  observe(injection).flatMap((after, i) => {
    const before = plain[i];
    return before && before.hidden.timestamp > START ? [{ before, after }] : [];
  });

describe('injections', () => {
  it.each(ALL)('$kind leaves every earlier byte alone, and changes later ones', (injection) => {
    const changed = observe(injection);
    const differs = plain.flatMap((before, i) =>
      JSON.stringify(before) === JSON.stringify(changed[i]) ? [] : [before.hidden.timestamp],
    );
    expect(differs.length).toBeGreaterThan(100);
    expect(Math.min(...differs)).toBeGreaterThan(START);
  });

  it('mean multiplies demand', () => {
    for (const { before, after } of pairs({ kind: 'mean', size: 0.5, start: START })) {
      expect(after.hidden.load.demand / before.hidden.load.demand).toBeCloseTo(1.5, 9);
    }
  });

  it('one_service touches that service only', () => {
    const injection: Injection = {
      kind: 'one_service',
      size: 1,
      start: START,
      service: 'service-04',
    };
    for (const { before, after } of pairs(injection)) {
      const factor = after.hidden.serviceId === 'service-04' ? 2 : 1;
      expect(after.hidden.load.demand / before.hidden.load.demand).toBeCloseTo(factor, 9);
    }
  });

  it('variance widens own noise alone', () => {
    for (const { before, after } of pairs({ kind: 'variance', size: 3, start: START })) {
      const { ownNoise, ...others } = after.hidden.load.parts;
      const { ownNoise: plainNoise, ...plainOthers } = before.hidden.load.parts;
      expect(ownNoise).toBeCloseTo(3 * plainNoise, 12);
      expect(others).toEqual(plainOthers);
    }
  });

  it('slow_trend grows by its size a month', () => {
    const month = START + 30 * 86_400_000;
    const { logDemand } = effectsAt([{ kind: 'slow_trend', size: 0.5, start: START }], 'a', month);
    expect(logDemand).toBeCloseTo(0.5, 12);
  });

  it('missing_rate loses that share of values and no others', () => {
    let lost = 0;
    let all = 0;
    for (const { before, after } of pairs({ kind: 'missing_rate', size: 0.4, start: START })) {
      if (!after.row || !before.row) continue;
      all++;
      if (after.row.request_rate === null) lost++;
      else expect(after.row.request_rate).toBe(before.row.request_rate);
    }
    expect(lost / all).toBeGreaterThan(0.36);
    expect(lost / all).toBeLessThan(0.44);
  });

  it('unit_error changes what is reported, not what is', () => {
    const injection: Injection = {
      kind: 'unit_error',
      size: 100,
      start: START,
      metric: 'cpu_utilization',
    };
    for (const { before, after } of pairs(injection)) {
      expect(after.hidden).toEqual(before.hidden);
      const cpu = before.row?.cpu_utilization ?? null;
      expect(after.row?.cpu_utilization ?? null).toBe(cpu === null ? null : cpu * 100);
    }
  });

  it('adds up', () => {
    const effects = effectsAt(ALL, 'service-04', START + 1);
    expect(Math.exp(effects.logDemand)).toBeCloseTo(3, 6);
    expect(effects).toMatchObject({ ownNoise: 3, dailyDelayHours: 6, missingShare: 0.4 });
  });
});
