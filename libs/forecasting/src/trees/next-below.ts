const double = new Float64Array(1);
const float = new Float32Array(double.buffer);
const floatBits = new Int32Array(double.buffer);
const doubleBits = new BigInt64Array(double.buffer);

/** The largest float32 below x (a float32): of floats, a < x is a ≤ floatBelow(x). */
export function floatBelow(x: number): number {
  if (Number.isNaN(x) || x === -Infinity) return x;
  // Below either zero comes the smallest negative denormal.
  float[0] = x === 0 ? -0 : x;
  floatBits[0] = (floatBits[0] as number) + (x > 0 ? -1 : 1);
  return float[0];
}

/** The largest double below x. */
export function doubleBelow(x: number): number {
  if (Number.isNaN(x) || x === -Infinity) return x;
  double[0] = x === 0 ? -0 : x;
  doubleBits[0] = (doubleBits[0] as bigint) + (x > 0 ? -1n : 1n);
  return double[0];
}
