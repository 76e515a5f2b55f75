import { uniform } from '@headroom/statistics';
import { describe, expect, it } from 'vitest';
import { initialWeights } from './initial-weights.ts';
import { shuffled } from './random.ts';

const shape = { cell: 'lstm', steps: 24, channels: 4, calendar: 10, units: 8, dense: 6 } as const;

describe('initialWeights', () => {
  it('makes each gate’s recurrence orthogonal', () => {
    const { recurrentKernel } = initialWeights(shape, uniform(1));
    for (let gate = 0; gate < 4; gate++)
      for (let a = 0; a < 8; a++)
        for (let b = 0; b < 8; b++) {
          const row = (r: number) =>
            recurrentKernel.subarray((r * 4 + gate) * 8, (r * 4 + gate + 1) * 8);
          const dot = row(a).reduce((sum, value, i) => sum + value * (row(b)[i] ?? NaN), 0);
          expect(dot).toBeCloseTo(a === b ? 1 : 0, 5);
        }
  });

  it('opens the forget gate of an LSTM and ends in nought', () => {
    const { bias, head } = initialWeights(shape, uniform(1));
    expect(Array.from(bias.subarray(8, 16))).toEqual(new Array(8).fill(1));
    expect(bias.reduce((sum, value) => sum + value, 0)).toBe(8);
    expect(head.at(-1)?.kernel).toEqual(new Float32Array(6));
    expect(initialWeights({ ...shape, cell: 'gru' }, uniform(1)).bias).toEqual(
      new Float32Array(24),
    );
  });

  it('depends on the seed alone', () => {
    expect(initialWeights(shape, uniform(7))).toEqual(initialWeights(shape, uniform(7)));
    expect(initialWeights(shape, uniform(8))).not.toEqual(initialWeights(shape, uniform(7)));
  });
});

describe('shuffled', () => {
  it('is a permutation, another one on the next call', () => {
    const random = uniform(3);
    const [first, second] = [shuffled(1000, random), shuffled(1000, random)];
    expect(first.toSorted()).toEqual(Int32Array.from({ length: 1000 }, (_, i) => i));
    expect(second).not.toEqual(first);
    expect(shuffled(1000, uniform(3))).toEqual(first);
  });

  it('puts every item in every place about as often', () => {
    const random = uniform(5);
    const counts = new Float64Array(25);
    for (let i = 0; i < 10_000; i++)
      shuffled(5, random).forEach(
        (item, place) => (counts[5 * item + place] = (counts[5 * item + place] ?? 0) + 1),
      );
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(250);
  });
});
