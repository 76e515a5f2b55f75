import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash128 } from './hash128.ts';
import { RandomStream } from './random-stream.ts';

const draws = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw);
const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length;
const variance = (values: readonly number[]): number => {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
};

describe('RandomStream', () => {
  it('gives the same numbers for the same name', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.string(), (seed, owner, purpose) => {
        const a = RandomStream.named(seed, owner, purpose);
        const b = RandomStream.named(seed, owner, purpose);
        expect(draws(5, () => a.uniform())).toEqual(draws(5, () => b.uniform()));
      }),
    );
  });

  it('gives other numbers when seed, owner or purpose differ, also where their joins agree', () => {
    const names: [number, string, string][] = [
      [1, 'ab', 'c'],
      [1, 'a', 'bc'],
      [2, 'ab', 'c'],
      [1, 'ab', 'd'],
    ];
    const first = names.map((name) => RandomStream.named(...name).uniform());
    expect(new Set(first).size).toBe(names.length);
  });

  it('goes on from its state as if never put down', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(50), (seed, before) => {
        const stream = RandomStream.named(seed, 'a', 'b');
        draws(before, () => stream.normal());
        const resumed = new RandomStream(stream.state);
        expect(draws(5, () => resumed.normal())).toEqual(draws(5, () => stream.normal()));
      }),
    );
  });

  it('draws uniforms and integers inside their bounds, and reaches both ends of the integers', () => {
    const stream = RandomStream.named(7, 'a', 'b');
    const uniforms = draws(20_000, () => stream.uniform(2, 3));
    expect(uniforms.every((u) => u >= 2 && u < 3)).toBe(true);
    expect(mean(uniforms)).toBeCloseTo(2.5, 2);
    expect(new Set(draws(1_000, () => stream.integer(2, 5)))).toEqual(new Set([2, 3, 4, 5]));
  });

  it('has the moments of its laws', () => {
    const stream = RandomStream.named(7, 'c', 'd');
    const normals = draws(50_000, () => stream.normal(1, 2));
    expect(mean(normals)).toBeCloseTo(1, 1);
    expect(Math.sqrt(variance(normals))).toBeCloseTo(2, 1);
    const counts = draws(50_000, () => stream.poisson(0.7));
    expect(mean(counts)).toBeCloseTo(0.7, 1);
    expect(variance(counts)).toBeCloseTo(0.7, 1);
    const logs = draws(50_000, () => Math.log(stream.logNormal(0.4)));
    expect(mean(logs)).toBeCloseTo(0, 1);
    expect(Math.sqrt(variance(logs))).toBeCloseTo(0.4, 1);
    const sizes = draws(50_000, () => Math.log(stream.logUniform(0.8, 8)));
    expect(mean(sizes)).toBeCloseTo((Math.log(0.8) + Math.log(8)) / 2, 1);
  });

  it('never draws an infinite normal', () => {
    const stream = new RandomStream([0, 0, 0, 0]);
    expect(draws(100, () => stream.normal()).every(Number.isFinite)).toBe(true);
  });
});

describe('hash128', () => {
  it('spreads names that differ by one character over all four words', () => {
    const words = Array.from({ length: 1_000 }, (_, i) => hash128(`service-${i}`));
    for (const word of [0, 1, 2, 3]) {
      expect(new Set(words.map((hash) => hash[word])).size).toBeGreaterThan(995);
    }
  });
});
