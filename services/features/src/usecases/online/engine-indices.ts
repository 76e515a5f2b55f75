import type { Field } from '@headroom/feature-definitions';
import { CLUSTER_FEATURES, FEATURE_VIEWS, VECTOR_COLUMNS } from '@headroom/feature-engine';

const COLUMNS: Readonly<Record<'vector' | 'cluster' | 'interactions', readonly string[]>> = {
  vector: VECTOR_COLUMNS.map(({ name }) => name),
  cluster: CLUSTER_FEATURES,
  interactions: FEATURE_VIEWS.flatMap(({ source, features }) =>
    source === 'on_demand' ? features.map(({ name }) => name) : [],
  ),
};

/** Where the engine keeps the values of the fields. */
export const engineIndices = (
  store: 'vector' | 'cluster' | 'interactions',
  fields: readonly Field[],
): number[] => fields.map(({ name }) => COLUMNS[store].indexOf(name));
