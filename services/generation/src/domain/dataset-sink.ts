import type { ObjectRef } from '@headroom/contracts';
import type { Observation } from './process/service-process.ts';
import type { WorkloadRow } from './workload-row.ts';

/** Where a generated data set and its hidden truth are kept. */
export interface DatasetSink {
  writeRows(key: string, rows: readonly WorkloadRow[]): Promise<ObjectRef>;
  /** Demand in its parts, instances and states, a row an observation, also where the record is absent. */
  writeHidden(key: string, observations: readonly Observation[]): Promise<ObjectRef>;
  writeTruth(key: string, truth: object): Promise<ObjectRef>;
}
