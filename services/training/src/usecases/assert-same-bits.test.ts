import { describe, expect, it } from 'vitest';
import { assertSameBits } from './assert-same-bits.ts';

const check = (own: number[], library: number[]) => () =>
  assertSameBits('xgboost', 'test', Float64Array.from(own), Float64Array.from(library));

describe('assertSameBits', () => {
  it('tells −0 from 0, and one value from its neighbour', () => {
    expect(check([1, 0, -0.5], [1, 0, -0.5])).not.toThrow();
    expect(check([1, 0], [1, -0])).toThrow(/test row 1/);
    expect(check([0.1 + 0.2], [0.3])).toThrow(
      /test row 0: xgboost predicts z = 0.3, our scorer 0.30000000000000004/,
    );
  });

  it('wants an answer for every row', () => {
    expect(check([1, 2], [1])).toThrow('xgboost answered 1 of 2 test rows');
  });
});
