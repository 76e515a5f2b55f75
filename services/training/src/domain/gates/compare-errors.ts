import type { GateLimits } from '@headroom/contracts';
import { HOUR_MS } from '@headroom/feature-engine';
import { bootstrapRatios, ratioOf, shareOf, type PairedSums } from '@headroom/statistics';

/** Absolute errors of two models on the same rows. */
export interface ComparedRows {
  readonly services: readonly string[];
  /** Event time, epoch ms. */
  readonly times: Float64Array;
  readonly challenger: Float64Array;
  readonly champion: Float64Array;
}

export interface Compared {
  readonly challengerMae: number;
  readonly championMae: number;
  readonly ratio: number;
  /** Share of the resamples in which the challenger is better by the margin. */
  readonly confidenceBetter: number;
  /** Of the services over the ratio allowed the surest one; else the one with the greatest ratio. */
  readonly worst: { readonly service: string; readonly ratio: number; readonly p: number } | null;
}

/** Errors of neighbouring hours resemble each other: half a day stays together. */
const BLOCK_HOURS = 12;
const RESAMPLES = 1_000;

/**
 * Paired: both models' errors of an hour are drawn together, of all services at once, so that what moves them all counts
 * once. p of a service: the share of resamples in which its ratio is not over the one allowed.
 */
export function compareErrors(
  rows: ComparedRows,
  { margin, service_ratio: allowed }: GateLimits,
  random: () => number,
): Compared {
  const all = [...rows.services.keys()];
  const draw = (sums: PairedSums) =>
    bootstrapRatios(sums, { blockLength: BLOCK_HOURS, resamples: RESAMPLES, random });
  const whole = hourly(rows, all);
  const [challenger, champion] = [sum(whole.numerators), sum(whole.denominators)];
  const services = [...byService(rows)].map(([service, own]) => {
    const sums = hourly(rows, own);
    const ratio = ratioOf(sum(sums.numerators), sum(sums.denominators));
    return { service, ratio, p: shareOf(draw(sums), (value) => value <= allowed) };
  });
  return {
    challengerMae: challenger / all.length,
    championMae: champion / all.length,
    ratio: ratioOf(challenger, champion),
    confidenceBetter: shareOf(draw(whole), (ratio) => ratio < 1 - margin),
    worst: services.toSorted((a, b) => a.p - b.p || b.ratio - a.ratio)[0] ?? null,
  };
}

/** Sums of errors by hour of event time, in order. */
function hourly(rows: ComparedRows, positions: readonly number[]): PairedSums {
  const hours = new Map<number, [number, number]>();
  for (const i of positions) {
    const hour = Math.floor((rows.times[i] ?? NaN) / HOUR_MS);
    const [challenger, champion] = hours.get(hour) ?? [0, 0];
    hours.set(hour, [
      challenger + (rows.challenger[i] ?? NaN),
      champion + (rows.champion[i] ?? NaN),
    ]);
  }
  const inOrder = [...hours].sort(([a], [b]) => a - b).map(([, sums]) => sums);
  return {
    numerators: Float64Array.from(inOrder, ([challenger]) => challenger),
    denominators: Float64Array.from(inOrder, ([, champion]) => champion),
  };
}

function byService({ services }: ComparedRows): Map<string, number[]> {
  const positions = new Map<string, number[]>();
  services.forEach((service, i) => {
    const own = positions.get(service);
    if (own === undefined) positions.set(service, [i]);
    else own.push(i);
  });
  return positions;
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
