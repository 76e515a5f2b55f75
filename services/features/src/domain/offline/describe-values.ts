/** What is known of the values of one feature. Of features that are no numbers only the counts are told. */
export interface ValueStatistics {
  readonly count: number;
  readonly missing: number;
  readonly numbers: NumberStatistics | null;
}

export interface NumberStatistics {
  readonly mean: number;
  /** The sample one; null with fewer than two values. */
  readonly std: number | null;
  readonly min: number;
  readonly max: number;
  /** By probability, linear between neighbours. */
  readonly quantiles: Readonly<Record<string, number>>;
  /** `counts[i]` values lie in [edges[i], edges[i + 1]), the last bin holds its upper edge too. */
  readonly histogram: { readonly edges: readonly number[]; readonly counts: readonly number[] };
}

const PROBABILITIES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
const BINS = 20;

/** @param values NaN is missing */
export function describeNumbers(values: Float64Array): ValueStatistics {
  const present = values.filter((value) => !Number.isNaN(value)).sort();
  const counts = { count: values.length, missing: values.length - present.length };
  const min = present[0];
  const max = present[present.length - 1];
  if (min === undefined || max === undefined) return { ...counts, numbers: null };
  let mean = 0;
  let m2 = 0;
  present.forEach((value, i) => {
    const shift = value - mean;
    mean += shift / (i + 1);
    m2 += shift * (value - mean);
  });
  return {
    ...counts,
    numbers: {
      mean,
      std: present.length < 2 ? null : Math.sqrt(m2 / (present.length - 1)),
      min,
      max,
      quantiles: Object.fromEntries(PROBABILITIES.map((p) => [String(p), quantile(present, p)])),
      histogram: histogram(present, min, max),
    },
  };
}

function quantile(sorted: Float64Array, p: number): number {
  const place = p * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? NaN;
  const high = sorted[Math.ceil(place)] ?? NaN;
  return low === high ? low : low + (high - low) * (place - below);
}

function histogram(sorted: Float64Array, min: number, max: number) {
  if (min === max || !Number.isFinite(max - min)) {
    return { edges: [min, max], counts: [sorted.length] };
  }
  const edges = Array.from({ length: BINS + 1 }, (_, i) =>
    i === BINS ? max : min + ((max - min) * i) / BINS,
  );
  const counts = new Array<number>(BINS).fill(0);
  let bin = 0;
  for (const value of sorted) {
    while (bin < BINS - 1 && value >= (edges[bin + 1] ?? Infinity)) bin++;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { edges, counts };
}
