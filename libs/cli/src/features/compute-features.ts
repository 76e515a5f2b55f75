import {
  aggregateBuckets,
  featureTable,
  resolveFeatureService,
  type WorkloadRecord,
} from '@headroom/feature-engine';
import type { Column } from '@headroom/storage';

/** Every feature there is, none of a model's own columns. */
const ALL_FEATURES = 'cloud_optimizer_training';

/**
 * The raw features of whole series, as the engine alone computes them: one row a service and bucket, by service id and
 * bucket end.
 * @param services records of each service, in any order
 */
export function computeFeatures(
  services: ReadonlyMap<string, readonly WorkloadRecord[]>,
  cadenceMs: number,
): readonly Column[] {
  const series = [...services]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([serviceId, records]) => ({ serviceId, buckets: aggregateBuckets(records, cadenceMs) }));
  const table = featureTable(series, cadenceMs);
  return [
    { name: 'service_id', type: 'string', values: table.serviceIds },
    { name: 'event_timestamp', type: 'timestamp', values: table.ends },
    ...resolveFeatureService(ALL_FEATURES).features.map((planned): Column => ({
      name: planned.name,
      type: 'float64',
      values: table.column(planned),
    })),
  ];
}
