import { INTERACTION_COUNT, writeInteractions } from '../operators/interactions.ts';
import { at } from '../typed-array.ts';
import type { PlannedColumn } from './feature-services.ts';
import { FEATURE_VIEWS } from './feature-views.ts';
import { VECTOR_OFFSETS } from './vector-layout.ts';

const REQ_SUM =
  FEATURE_VIEWS.find((view) => view.name === 'cluster_features')?.features.findIndex(
    (feature) => feature.name === 'cluster_req_sum',
  ) ?? -1;

/** Makes rows of a plan's columns out of stored vectors and cluster windows, without allocating. */
export class RowAssembler {
  private readonly columns: readonly PlannedColumn[];
  private readonly interactions = new Float64Array(INTERACTION_COUNT);
  private readonly isOnDemand: boolean;

  /** @param columns of a resolved feature service: its features or its signature */
  constructor(columns: readonly PlannedColumn[]) {
    this.columns = columns;
    this.isOnDemand = columns.some((column) => column.source === 'on_demand');
  }

  /**
   * Writes one row from out[o] on.
   * @param vector a stored vector, in the order of VECTOR_COLUMNS
   * @param cluster the five values of the cluster window the row sees; all missing when undefined
   */
  write(
    vector: Float64Array,
    cluster: Float64Array | undefined,
    out: Float64Array,
    o: number,
  ): void {
    const { interactions } = this;
    if (this.isOnDemand) {
      const reqSum = cluster ? at(cluster, REQ_SUM) : NaN;
      writeInteractions(vector, VECTOR_OFFSETS.workload, reqSum, interactions, 0);
    }
    this.columns.forEach(({ source, index }, i) => {
      if (source === 'vector') out[o + i] = at(vector, index);
      else if (source === 'on_demand') out[o + i] = at(interactions, index);
      else out[o + i] = cluster ? at(cluster, index) : NaN;
    });
  }
}
