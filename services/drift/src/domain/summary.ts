import { z } from 'zod';

/** What a column of numbers looks like. The last four are null where there are too few values to tell. */
export const Summary = z.object({
  count: z.int().min(0),
  missing: z.int().min(0),
  mean: z.number().nullable(),
  /** Sample standard deviation (ddof 1). */
  std: z.number().nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
});
export type Summary = z.infer<typeof Summary>;

/** Missing is NaN. Welford's recurrence: exact enough whatever the offset of the values. */
export function summarize(values: Float64Array): Summary {
  let count = 0;
  let mean = 0;
  let variation = 0;
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const distance = value - mean;
    mean += distance / ++count;
    variation += distance * (value - mean);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const some = count > 0;
  return {
    count,
    missing: values.length - count,
    mean: some ? mean : null,
    std: count > 1 ? Math.sqrt(variation / (count - 1)) : null,
    min: some ? min : null,
    max: some ? max : null,
  };
}
