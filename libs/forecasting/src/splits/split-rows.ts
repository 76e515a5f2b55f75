import { cutPoints, USUAL_CUTS, type Cuts } from './cut-points.ts';
import { splitOf, type Split } from './split-of.ts';

/** Rows by service and event time (epoch ms), in any order. */
export interface TimedRows {
  readonly services: readonly string[];
  readonly times: Float64Array;
}

/** The cut-points of these rows' services: a function of every row, usable or not. */
export function cutsOf(
  rows: TimedRows & { readonly clusters: readonly string[] },
  shares = USUAL_CUTS,
): ReadonlyMap<string, Cuts> {
  const spans = new Map<string, { first: number; last: number; cluster: string }>();
  rows.services.forEach((service, row) => {
    const t = rows.times[row] ?? NaN;
    const span = spans.get(service) ?? { first: t, last: t, cluster: '' };
    span.first = Math.min(span.first, t);
    // A service that moved counts where it is now.
    if (t >= span.last) {
      span.last = t;
      span.cluster = rows.clusters[row] ?? '';
    }
    spans.set(service, span);
  });
  return cutPoints(
    [...spans].map(([service, span]) => ({ service, ...span })),
    shares,
  );
}

/** Numbers of the rows of each split; rows in the hour before a cut, or of an unknown service, are in none. */
export function splitRows(
  { services, times }: TimedRows,
  cuts: ReadonlyMap<string, Cuts>,
): Readonly<Record<Split, readonly number[]>> {
  const found: Record<Split, number[]> = { train: [], validation: [], test: [] };
  services.forEach((service, row) => {
    const cut = cuts.get(service);
    const split = cut === undefined ? null : splitOf(times[row] ?? NaN, cut);
    if (split !== null) found[split].push(row);
  });
  return found;
}
