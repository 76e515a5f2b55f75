import { HeadroomError, type Dataset } from '@headroom/contracts';
import type { TaskCall } from '@headroom/messaging';
import type { SnapshotRunner } from '../domain/snapshot-job.ts';
import { TRAINING_RANGE_MS } from '../domain/windows.ts';
import { runName } from './run-name.ts';

/**
 * generate_data with source `store`: the last 42 days before the run's as_of, or up to the newest record where it has
 * none, as a file like any other data set. A run on an import gets that: its file is there already, and
 * engineer_features waits for its rows.
 */
export class ExportDataset {
  readonly #runner: SnapshotRunner;

  constructor(runner: SnapshotRunner) {
    this.#runner = runner;
  }

  async run(call: TaskCall<'generate_data'>): Promise<{ dataset: Dataset }> {
    if (call.inputs.source !== 'store') {
      throw new HeadroomError(
        'INVALID_REQUEST',
        `source ${call.inputs.source}: the feature store exports what it has; send generate to generation`,
      );
    }
    if (call.inputs.dataset !== undefined) return { dataset: call.inputs.dataset };
    const { asOf } = call;
    const { file, rows, services, span } = await this.#runner.run(
      {
        kind: 'export',
        key: `data/raw/store_${runName(call.task)}.parquet`,
        range_ms: TRAINING_RANGE_MS,
        as_of: asOf,
      },
      call.signal,
    );
    if (span === null)
      throw nothing(
        `there is no record${asOf === null ? '' : ` up to ${new Date(asOf).toISOString()}`}`,
      );
    return {
      dataset: {
        file,
        source: null,
        rows,
        services: services.length,
        first_event: span.first,
        last_event: span.last,
      },
    };
  }
}

const nothing = (why: string): HeadroomError =>
  new HeadroomError(
    'INVALID_DATA',
    `source store: ${why}; ingest records first, or run with source generate`,
  );
