import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonNode } from '../json-node.ts';
import { readScaler, ScalerFit, standardised } from './scaler.ts';

const fit = (rows: readonly (readonly number[])[], columns = ['a', 'b']) => {
  const scaler = new ScalerFit(columns);
  for (const row of rows) scaler.add(Float64Array.from(row));
  return scaler.finish();
};

describe('ScalerFit', () => {
  it('learns mean and population deviation, missing values skipped', () => {
    const scaler = fit([
      [1, 5],
      [NaN, 7],
      [3, NaN],
    ]);
    expect(scaler).toEqual({ columns: ['a', 'b'], mean: [2, 6], deviation: [1, 1] });
  });

  it('leaves what it was fitted on with mean 0 and deviation 1', () => {
    const cell = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(NaN));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 60 }), (values) => {
        const present = values.filter((value) => !Number.isNaN(value));
        fc.pre(present.length > 1 && Math.max(...present) - Math.min(...present) > 1e-3);
        const scaler = fit(
          values.map((value) => [value]),
          ['a'],
        );
        const scaled = present.map((value) => standardised(scaler, 0, value));
        const mean = scaled.reduce((sum, value) => sum + value, 0) / scaled.length;
        const variance =
          scaled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / scaled.length;
        expect(Math.abs(mean)).toBeLessThan(1e-6);
        expect(Math.abs(variance - 1)).toBeLessThan(1e-6);
      }),
    );
  });

  it('only centres a nearly constant column, and imputes the mean', () => {
    const scaler = fit([
      [1e6, 4],
      [1e6 + 1e-7, 4],
    ]);
    expect(scaler.deviation).toEqual([1, 1]);
    expect(standardised(scaler, 1, 6)).toBe(2);
    expect(standardised(scaler, 1, NaN)).toBe(0);
  });

  it('names columns without a value, and rows of another width', () => {
    expect(() => fit([[1, NaN]])).toThrow(/no value in any training row: b/);
    expect(() => fit([[1]])).toThrow(/a row has 1 values for 2 columns/);
  });
});

describe('readScaler', () => {
  const read = (scaler: object) => readScaler(new JsonNode(scaler, 'scaler', 'BUNDLE_FORMAT'));

  it('reads what was written', () => {
    const scaler = fit([
      [1, 5],
      [2, 7],
    ]);
    expect(read(JSON.parse(JSON.stringify(scaler)) as object)).toEqual(scaler);
  });

  it.each([
    [{ columns: ['a'], mean: [1, 2], deviation: [1] }, /mean has 2 values for 1 columns/],
    [{ columns: ['a'], mean: [1], deviation: [0] }, /deviation must be above 0/],
    [{ columns: ['a'], mean: [1] }, /field 'deviation' is missing/],
    [{ columns: ['a'], mean: [null], deviation: [1] }, /mean: item 0 is null/],
  ])('refuses %j', (scaler, message) => {
    expect(() => read(scaler)).toThrow(message);
  });
});
