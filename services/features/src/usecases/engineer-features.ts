import { HeadroomError, WORKLOAD_METRICS, type Snapshot } from '@headroom/contracts';
import { definitionHash } from '@headroom/feature-engine';
import type { TaskCall } from '@headroom/messaging';
import type { Arrivals } from '../domain/arrivals.ts';
import type { RawStore, SourceProgress } from '../domain/raw-store.ts';
import type { SnapshotRunner } from '../domain/snapshot-job.ts';
import { TRAINING_RANGE_MS } from '../domain/windows.ts';
import { runName } from './run-name.ts';
import { waitForRows } from './wait-for-rows.ts';

export interface EngineerFeaturesOptions {
  readonly store: Pick<RawStore, 'progress'>;
  readonly arrivals: Arrivals;
  readonly runner: SnapshotRunner;
  readonly cadenceMs: number;
  readonly patienceMs: number;
}

/**
 * engineer_features: the data set's services as a training snapshot, as of the run's "now" or else its last event. It reads the last 42 days,
 * or all of a data set that is longer.
 */
export class EngineerFeatures {
  readonly #options: EngineerFeaturesOptions;

  constructor(options: EngineerFeaturesOptions) {
    this.#options = options;
  }

  async run(call: TaskCall<'engineer_features'>): Promise<{ snapshot: Snapshot }> {
    const { store, arrivals, runner, cadenceMs, patienceMs } = this.#options;
    const { dataset, declared, feature_service } = call.inputs;
    const { source, rows } = dataset;
    const asOf = call.asOf ?? dataset.last_event;
    if (source !== null) {
      const wanted = { source, rows, patienceMs, signal: call.signal };
      refuseLateData(source, await waitForRows(store, arrivals, wanted));
    }
    const result = await runner.run(
      {
        kind: 'snapshot',
        key: `data/processed/features_${runName(call.task)}.parquet`,
        source,
        feature_service,
        declared: WORKLOAD_METRICS.map(({ name }) => name).filter((name) =>
          declared.includes(name),
        ),
        after: Math.min(dataset.first_event - cadenceMs, asOf - TRAINING_RANGE_MS),
        as_of: asOf,
      },
      call.signal,
    );
    if (result.rows === 0) {
      throw new HeadroomError(
        'INVALID_DATA',
        `dataset: no closed bucket of ${source ?? 'the store'} up to ${new Date(asOf).toISOString()}; its rows are late or too few, send newer ones`,
      );
    }
    return {
      snapshot: {
        file: result.file,
        feature_service,
        definition_hash: definitionHash(cadenceMs),
        cadence_ms: cadenceMs,
        as_of: asOf,
        rows: result.rows,
        services: result.services,
        declared,
      },
    };
  }
}

/** Late rows are used by nothing: the snapshot would silently be one of other data. */
function refuseLateData(source: string, progress: SourceProgress | null): void {
  if (progress === null || progress.late * 2 <= progress.rows) return;
  throw new HeadroomError(
    'INVALID_DATA',
    `dataset: ${progress.late} of ${progress.rows} rows of ${source} came late, behind newer records of the same services; give its services other ids, or run it in a stack of its own`,
  );
}
