import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/random-stream.ts';
import { startAutoregression, stepAutoregression } from './autoregression.ts';

const HOURLY = { phi: 0.8, sigma: 0.06 };
const STATIONARY = 0.06 / Math.sqrt(1 - 0.64);

const path = (hours: number, length: number): number[] => {
  const draw = RandomStream.named(1, 'test', String(hours));
  let value = startAutoregression(HOURLY, draw);
  return Array.from({ length }, () => (value = stepAutoregression(HOURLY, value, hours, draw)));
};

const correlation = (values: readonly number[], lag: number): number => {
  const pairs = values.slice(lag).map((value, i) => value * (values[i] ?? NaN));
  const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  return pairs.reduce((a, b) => a + b, 0) / pairs.length / square;
};

describe('autoregression', () => {
  it.each([
    [1, 1],
    [0.25, 4],
    [1 / 12, 12],
  ])('keeps its law and its memory of an hour at steps of %d h', (hours, stepsAnHour) => {
    const values = path(hours, 200_000);
    const sigma = Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
    expect(Math.abs(sigma / STATIONARY - 1)).toBeLessThan(0.05);
    expect(correlation(values, stepsAnHour)).toBeCloseTo(0.8, 1);
  });

  it('is phi × value when nothing is drawn', () => {
    const still = { phi: 0.9, sigma: 0 };
    const draw = RandomStream.named(1, 'test', 'still');
    expect(stepAutoregression(still, 2, 1, draw)).toBeCloseTo(1.8, 12);
    expect(stepAutoregression(still, 2, 2, draw)).toBeCloseTo(1.62, 12);
  });
});
