import {
  FEATURE_VIEWS,
  INTERACTION_COUNT,
  VECTOR_COLUMNS,
  VECTOR_LENGTH,
  writeInteractions,
} from '@headroom/feature-engine';

const viewColumns = (source: 'cluster' | 'on_demand'): string[] =>
  FEATURE_VIEWS.flatMap((view) =>
    view.source === source ? view.features.map(({ name }) => name) : [],
  );

/** In the order of a cluster window's values. */
export const CLUSTER_COLUMNS: readonly string[] = viewColumns('cluster');

const CLUSTER_AT = VECTOR_LENGTH;
const REQ_SUM_AT = CLUSTER_AT + CLUSTER_COLUMNS.indexOf('cluster_req_sum');
const INTERACTIONS_AT = CLUSTER_AT + CLUSTER_COLUMNS.length;

/** Every column a model may name: the stored vector, the cluster window it sees, the interactions of both. */
export const ROW_COLUMNS: readonly string[] = [
  ...VECTOR_COLUMNS.map(({ name }) => name),
  ...CLUSTER_COLUMNS,
  ...viewColumns('on_demand'),
];

export const emptyRow = (): Float64Array => new Float64Array(INTERACTIONS_AT + INTERACTION_COUNT);

/** @param cluster values of the cluster window that the vector sees, null without one: missing, never zero */
export function fillRow(
  row: Float64Array,
  values: Float64Array,
  cluster: Float64Array | null,
): void {
  row.set(values);
  if (cluster === null) row.fill(NaN, CLUSTER_AT, INTERACTIONS_AT);
  else row.set(cluster, CLUSTER_AT);
  writeInteractions(row, 0, row[REQ_SUM_AT] ?? NaN, row, INTERACTIONS_AT);
}
