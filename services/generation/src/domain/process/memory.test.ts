import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/random-stream.ts';
import { drawParameters } from './parameters.ts';
import { stepMemory, type MemoryState } from './memory.ts';

const parameters = (memoryLeaks: boolean) => ({
  ...drawParameters(42, 0, 'service-00', 'cluster-0'),
  memoryBase: 0.5,
  memoryLeaks,
});

const run = (memoryLeaks: boolean, hours: number, buckets: number) => {
  const draw = RandomStream.named(42, 'test', 'memory');
  let state: MemoryState = { slow: 0, leaked: 0 };
  return Array.from({ length: buckets }, () => {
    const step = stepMemory(parameters(memoryLeaks), state, 0.5, hours, draw);
    state = step.state;
    return { utilization: step.utilization, ...step.state };
  });
};

describe('memory', () => {
  it('leaks 0.2 % an hour at every cadence', () => {
    expect(run(true, 1, 24).at(-1)?.leaked).toBeCloseTo(0.048, 12);
    expect(run(true, 0.25, 96).at(-1)?.leaked).toBeCloseTo(0.048, 12);
  });

  it('restarts on reaching 95 %: the next bucket has no leak but its own', () => {
    const buckets = run(true, 1, 2_000);
    const restarts = buckets.flatMap(({ utilization }, i) => (utilization >= 0.95 ? [i] : []));
    expect(restarts.length).toBeGreaterThan(3);
    for (const i of restarts.filter((i) => i + 1 < buckets.length)) {
      expect(buckets[i + 1]?.leaked).toBeCloseTo(0.002, 12);
    }
  });

  it('leaks nowhere else', () => {
    expect(run(false, 1, 500).every(({ leaked }) => leaked === 0)).toBe(true);
  });
});
