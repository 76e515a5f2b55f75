import { clusterDelayMs, type FeatureViewName } from '@headroom/feature-engine';

/** How fit for use a view's values are. */
export type FeatureStatus = 'FRESH' | 'STALE' | 'MISSING';

/** Cadences after which values are stale. A cluster window is seen with a delay, which is no age. */
const TTL_CADENCES = 3;

export const ttlMs = (view: FeatureViewName, cadenceMs: number): number =>
  TTL_CADENCES * cadenceMs + (view === 'cluster_features' ? clusterDelayMs(cadenceMs) : 0);

/** @param now of the clock of the service's source: data of years ago is as fresh as its source */
export function statusAt(eventTime: number | null, now: number, ttl: number): FeatureStatus {
  if (eventTime === null) return 'MISSING';
  return now - eventTime <= ttl ? 'FRESH' : 'STALE';
}
