import type { ObjectRef } from '@headroom/contracts';
import { definitionHash } from '@headroom/feature-engine';
import type { ArrivalRange } from '../domain/raw-window.ts';
import type { SnapshotJob } from '../domain/snapshot-job.ts';

export interface SnapshotFacts {
  readonly file: ObjectRef;
  readonly rows: number;
  readonly services: readonly string[];
  readonly cadenceMs: number;
  readonly arrivals: readonly ArrivalRange[];
}

/** Beside the snapshot, under its name. */
export const manifestKey = (key: string): string => key.replace(/\.parquet$/, '.manifest.json');

/** What a snapshot was made of, so that it can be made again and checked. Times are epoch ms. */
export const snapshotManifest = (
  job: Extract<SnapshotJob, { kind: 'snapshot' }>,
  { file, rows, services, cadenceMs, arrivals }: SnapshotFacts,
): string =>
  JSON.stringify(
    {
      file: { uri: file.uri, sha256: file.sha256, bytes: file.bytes },
      rows,
      services: services.length,
      feature_service: job.feature_service,
      definition_hash: definitionHash(cadenceMs),
      cadence_ms: cadenceMs,
      declared: job.declared,
      source: job.source,
      event_time: { after: job.after, up_to: job.as_of },
      /** Offsets in `workload.validated.v1` of the records it was made of, by partition. */
      arrivals,
    },
    null,
    2,
  );
