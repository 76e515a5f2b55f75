import type { ArrivalSeq, PredictionMade } from '@headroom/contracts';
import { VECTOR_COLUMNS, VECTOR_OFFSETS } from '@headroom/feature-engine';
import type { FeatureVector } from '@headroom/storage';

/** What the scaling rule sees of a revision of a service's bucket. */
export interface Observation {
  readonly bucketEnd: number;
  readonly arrival: ArrivalSeq;
  /** Null where it is not known how many instances carry the service. */
  readonly load: {
    readonly instances: number;
    readonly cpu: number;
    readonly predictedCpu: number;
  } | null;
  readonly prediction: Pick<
    PredictionMade,
    'service_id' | 'cluster_id' | 'horizon_ms' | 'prediction_id' | 'model_name' | 'model_version'
  >;
}

const columnOf = (name: string) => VECTOR_COLUMNS.findIndex((column) => column.name === name);
const INSTANCES = columnOf('instance_count');
const CPU = columnOf('cpu_utilization');

/**
 * @param made the prediction of this vector, which has a level then
 * @param lastKnown instances of the service's bucket before, or those that the operator assumes
 */
export function observationOf(
  { bucketEnd, revision, values }: FeatureVector,
  made: PredictionMade,
  lastKnown: number | null,
): Observation {
  const { service_id, cluster_id, horizon_ms, prediction_id, model_name, model_version } = made;
  const instances = known(values[INSTANCES]) ?? lastKnown;
  const cpu = known(values[CPU]) ?? known(values[VECTOR_OFFSETS.level]);
  return {
    bucketEnd,
    arrival: revision,
    load:
      instances === null || cpu === null ? null : { instances, cpu, predictedCpu: made.prediction },
    prediction: { service_id, cluster_id, horizon_ms, prediction_id, model_name, model_version },
  };
}

const known = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;
