import { ttlMs as ttlInMs, type FeatureView } from '@headroom/feature-definitions';
import { BUILT_IN, clusterTtlMs, type FeatureViewName } from '@headroom/feature-engine';

/** How fit for use a view's values are. */
export type FeatureStatus = 'FRESH' | 'STALE' | 'MISSING';

/** As the view declares it; what is computed on demand is as old as the service's own bucket. */
export function ttlMs(view: FeatureViewName, cadenceMs: number): number {
  const declared =
    BUILT_IN.feature_views.find(({ name }) => name === view) ?? BUILT_IN.feature_views[0];
  return engineTtlMs(declared, cadenceMs);
}

/** Of a view that the engine computes. */
export function engineTtlMs(
  { ttl, engine }: Pick<FeatureView, 'ttl' | 'engine'>,
  cadenceMs: number,
): number {
  const declared = ttlInMs(ttl, cadenceMs);
  return engine === 'cluster' ? clusterTtlMs(declared, cadenceMs) : declared;
}

/** @param now of the clock of the service's source: data of years ago is as fresh as its source */
export function statusAt(eventTime: number | null, now: number, ttl: number): FeatureStatus {
  if (eventTime === null) return 'MISSING';
  return now - eventTime <= ttl ? 'FRESH' : 'STALE';
}
