import type { MetricName } from '@headroom/contracts';

interface Injected {
  readonly size: number;
  /** Epoch ms: buckets that end after it are changed, earlier ones keep their bytes. */
  readonly start: number;
}

/** A known change of the process, for work on drift. What `size` means stands with each kind. */
export type Injection =
  /** Demand of every service × (1 + size). */
  | (Injected & { readonly kind: 'mean' })
  /** Standard deviation of every service's own noise × size. */
  | (Injected & { readonly kind: 'variance' })
  /** The daily pattern comes size hours later. */
  | (Injected & { readonly kind: 'seasonality' })
  /** Share of values that are missing becomes size. */
  | (Injected & { readonly kind: 'missing_rate' })
  /** Demand of one service × (1 + size). */
  | (Injected & { readonly kind: 'one_service'; readonly service: string })
  /** Log demand grows by size a month (30 days), from start on. */
  | (Injected & { readonly kind: 'slow_trend' })
  /** One metric is reported × size, as a producer with another unit would. */
  | (Injected & { readonly kind: 'unit_error'; readonly metric: MetricName });

/** The injections of a service at one moment, summed up. */
export interface Effects {
  readonly logDemand: number;
  readonly ownNoise: number;
  readonly dailyDelayHours: number;
  /** Null: as the process has it. */
  readonly missingShare: number | null;
  readonly units: Readonly<Partial<Record<MetricName, number>>>;
}

const NONE: Effects = {
  logDemand: 0,
  ownNoise: 1,
  dailyDelayHours: 0,
  missingShare: null,
  units: {},
};
const MONTH_MS = 30 * 86_400_000;

const add = (effects: Effects, injection: Injection, service: string, t: number): Effects => {
  const { size } = injection;
  switch (injection.kind) {
    case 'mean':
      return { ...effects, logDemand: effects.logDemand + Math.log1p(size) };
    case 'one_service':
      return injection.service === service
        ? { ...effects, logDemand: effects.logDemand + Math.log1p(size) }
        : effects;
    case 'slow_trend': {
      const months = (t - injection.start) / MONTH_MS;
      return { ...effects, logDemand: effects.logDemand + size * months };
    }
    case 'variance':
      return { ...effects, ownNoise: effects.ownNoise * size };
    case 'seasonality':
      return { ...effects, dailyDelayHours: effects.dailyDelayHours + size };
    case 'missing_rate':
      return { ...effects, missingShare: size };
    case 'unit_error': {
      const factor = (effects.units[injection.metric] ?? 1) * size;
      return { ...effects, units: { ...effects.units, [injection.metric]: factor } };
    }
  }
};

/** What the injections do to a service's bucket that ends at t (epoch ms). */
export const effectsAt = (injections: readonly Injection[], service: string, t: number): Effects =>
  injections.reduce(
    (effects, injection) => (t > injection.start ? add(effects, injection, service, t) : effects),
    NONE,
  );
