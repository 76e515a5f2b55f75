import type { Definitions } from '@headroom/feature-definitions';

/** Both sets in one. Of two definitions with one kind and name the later one stands, in the place of the earlier. */
export const mergeDefinitions = (earlier: Definitions, later: Definitions): Definitions => ({
  entities: merge(earlier.entities, later.entities),
  sources: merge(earlier.sources, later.sources),
  feature_views: merge(earlier.feature_views, later.feature_views),
  on_demand_views: merge(earlier.on_demand_views, later.on_demand_views),
  feature_services: merge(earlier.feature_services, later.feature_services),
});

const merge = <T extends { readonly name: string }>(earlier: readonly T[], later: readonly T[]) => [
  ...new Map([...earlier, ...later].map((one) => [one.name, one])).values(),
];
