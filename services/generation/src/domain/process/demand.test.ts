import { describe, expect, it } from 'vitest';
import { effectsAt } from '../injection.ts';
import { RandomStream } from '../random/random-stream.ts';
import { demandOf, demandParts, stepDemand } from './demand.ts';
import { drawParameters } from './parameters.ts';

const START = Date.UTC(2025, 0, 1);
const HOUR = 3_600_000;
const parameters = { ...drawParameters(42, 0, 'service-00', 'cluster-0'), weekendDrop: 0.4 };
const NONE = effectsAt([], 'service-00', START);
const partsAt = (t: number, effects = NONE) =>
  demandParts(parameters, { burst: 0.3, ownNoise: -0.1 }, 0.05, effects, t, START);

describe('demand', () => {
  it('is the exponential of the sum of all its published parts', () => {
    const parts = partsAt(START + 100 * HOUR);
    const sum = Object.values<number>({ ...parts }).reduce((a, b) => a + b, 0);
    expect(demandOf(parts)).toBeCloseTo(Math.exp(sum), 12);
  });

  it('drops on Saturday and Sunday, UTC', () => {
    const saturday = Date.UTC(2025, 0, 4);
    expect(partsAt(saturday - 1).weekly).toBe(0);
    for (const t of [saturday, saturday + 24 * HOUR, saturday + 48 * HOUR - 1]) {
      expect(Math.exp(partsAt(t).weekly)).toBeCloseTo(0.6, 12);
    }
    expect(partsAt(saturday + 48 * HOUR).weekly).toBe(0);
  });

  it('repeats its day, and comes later by an injected delay', () => {
    const t = START + 9 * HOUR;
    expect(partsAt(t + 24 * HOUR).daily).toBeCloseTo(partsAt(t).daily, 12);
    const late = effectsAt([{ kind: 'seasonality', size: 4, start: START }], 'service-00', t);
    expect(partsAt(t, late).daily).toBeCloseTo(partsAt(t - 4 * HOUR).daily, 12);
  });

  it('grows by the trend in thirty days', () => {
    const growth = partsAt(START + 720 * HOUR).trend - partsAt(START).trend;
    expect(growth).toBeCloseTo(parameters.trendPerMonth, 12);
  });

  it('halves a burst in two hours at every cadence', () => {
    const after = (steps: number): number => {
      // No burst comes in this stream's first draws: one would show in the result.
      const quiet = RandomStream.named(1, 'test', 'quiet');
      const noise = RandomStream.named(1, 'test', 'noise');
      let state = { burst: 0.8, ownNoise: 0 };
      for (let i = 0; i < steps; i++) state = stepDemand(state, 2 / steps, quiet, noise);
      return state.burst;
    };
    expect(after(2)).toBeCloseTo(0.4, 12);
    expect(after(24)).toBeCloseTo(0.4, 12);
  });

  it('bursts once in five days, at a median of 0.4', () => {
    const bursts = RandomStream.named(1, 'test', 'bursts');
    const noise = RandomStream.named(1, 'test', 'noise');
    const hours = 240_000;
    const heights: number[] = [];
    for (let i = 0; i < hours; i++) {
      const { burst } = stepDemand({ burst: 0, ownNoise: 0 }, 1, bursts, noise);
      if (burst > 0) heights.push(burst);
    }
    expect(heights.length / (hours / 120)).toBeCloseTo(1, 1);
    heights.sort((a, b) => a - b);
    expect(heights[heights.length >> 1]).toBeCloseTo(0.4, 1);
  });
});
