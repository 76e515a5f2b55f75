import { matMul, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from './wasm-backend.ts';

const [A, B] = [2, 3];
const numbers = (shape: number[]): Tensor =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i)),
    shape,
  );
/** Row-major [rows, inner] × [inner, columns], by hand. */
const expected = (a: number[][], b: number[][]): number[][] =>
  a.map((row) =>
    (b[0] ?? []).map((_, j) => row.reduce((s, x, k) => s + x * (b[k]?.[j] ?? NaN), 0)),
  );
const turned = (m: number[][]): number[][] =>
  (m[0] ?? []).map((_, j) => m.map((row) => row[j] ?? NaN));

describe('matrix products on WebAssembly', () => {
  beforeAll(startBackend);

  it.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('are right with the first transposed %s, the second %s', (first, second) => {
    const a = numbers(first ? [4, A] : [A, 4]);
    const b = numbers(second ? [B, 4] : [4, B]);
    const plain = (m: Tensor, is: boolean) => {
      const rows = m.arraySync() as number[][];
      return is ? turned(rows) : rows;
    };
    const product = matMul(a, b, first, second);
    expect(product.shape).toEqual([A, B]);
    const wanted = expected(plain(a, first), plain(b, second));
    (product.arraySync() as number[][]).forEach((row, i) =>
      row.forEach((value, j) => expect(value).toBeCloseTo(wanted[i]?.[j] ?? NaN, 5)),
    );
  });
});
