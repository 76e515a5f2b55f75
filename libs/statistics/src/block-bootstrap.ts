/** Two sums for each period, the periods in their order: of errors of one model and of another on the same rows, say. */
export interface PairedSums {
  readonly numerators: Float64Array;
  readonly denominators: Float64Array;
}

export interface BootstrapOptions {
  /** Periods drawn together, so that what depends on its neighbours in time stays together. */
  readonly blockLength: number;
  readonly resamples: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * Resampled values of sum(numerators) / sum(denominators) by the circular block bootstrap (Politis and Romano, 1992): blocks
 * of successive periods are drawn with replacement, numerator and denominator together, until there are as many periods as
 * were seen. 0/0 is 1: neither differs from the other.
 */
export function bootstrapRatios(sums: PairedSums, options: BootstrapOptions): Float64Array {
  const periods = sums.numerators.length;
  if (periods === 0 || periods !== sums.denominators.length)
    throw new RangeError(
      `sums: ${periods} numerators and ${sums.denominators.length} denominators; give one of each a period, at least one`,
    );
  const length = Math.min(periods, Math.max(1, Math.floor(options.blockLength)));
  const numerators = blockSums(sums.numerators, length);
  const denominators = blockSums(sums.denominators, length);
  const blocks = Math.ceil(periods / length);
  return Float64Array.from({ length: options.resamples }, () => {
    let [numerator, denominator] = [0, 0];
    for (let block = 0; block < blocks; block++) {
      const start = Math.floor(options.random() * periods);
      numerator += numerators[start] ?? NaN;
      denominator += denominators[start] ?? NaN;
    }
    return ratioOf(numerator, denominator);
  });
}

/** Sum over sum, with 0/0 = 1. */
export const ratioOf = (numerator: number, denominator: number): number =>
  numerator === denominator ? 1 : numerator / denominator;

/** Share of the resamples that fulfil a condition: the confidence in it. */
export const shareOf = (resamples: Float64Array, condition: (value: number) => boolean): number =>
  resamples.filter(condition).length / resamples.length;

/** The sum of the block that starts at each period; after the last period comes the first. */
function blockSums(values: Float64Array, length: number): Float64Array {
  return values.map((_, start) => {
    let sum = 0;
    for (let i = start; i < start + length; i++) sum += values[i % values.length] ?? NaN;
    return sum;
  });
}
