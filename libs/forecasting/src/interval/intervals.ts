import type { JsonNode } from '../json-node.ts';

/** How far the truth lies from a prediction, in units of scale; `lower` ≤ 0 ≤ `upper`. */
export interface Spread {
  readonly lower: number;
  readonly upper: number;
}

/** Plain data, stored with the model as it is. */
export interface Intervals {
  /** Share of truths that should lie inside. */
  readonly coverage: number;
  /** Of all services: for those that have none of their own. */
  readonly pooled: Spread;
  readonly services: Readonly<Record<string, Spread>>;
}

export const spreadOf = ({ services, pooled }: Intervals, service: string | null): Spread =>
  (service !== null && Object.hasOwn(services, service) ? services[service] : undefined) ?? pooled;

/** Where mean cpu utilisation may lie, as a fraction. */
export interface CpuInterval {
  readonly coverage: number;
  readonly lower: number;
  readonly upper: number;
}

export const cpuInterval = (
  coverage: number,
  cpu: number,
  scale: number,
  { lower, upper }: Spread,
): CpuInterval => ({
  coverage,
  lower: fraction(cpu + scale * lower),
  upper: fraction(cpu + scale * upper),
});

/** No utilisation lies beyond these. */
const fraction = (value: number): number => Math.min(1, Math.max(0, value));

/** @throws ForecastingError BUNDLE_FORMAT naming the field */
export function readIntervals(node: JsonNode): Intervals {
  const coverage = node.field('coverage').number();
  if (!(coverage > 0 && coverage < 1)) node.field('coverage').fail('must be between 0 and 1');
  return {
    coverage,
    pooled: readSpread(node.field('pooled')),
    services: Object.fromEntries(
      node
        .field('services')
        .entries()
        .map(([service, spread]) => [service, readSpread(spread)]),
    ),
  };
}

function readSpread(node: JsonNode): Spread {
  const [lower, upper] = [node.field('lower').number(), node.field('upper').number()];
  return lower <= 0 && upper >= 0 ? { lower, upper } : node.fail('must hold lower ≤ 0 ≤ upper');
}
