import { HeadroomError, WORKLOAD_METRICS, type Snapshot } from '@headroom/contracts';
import { definitionHash, resolveFeatureService } from '@headroom/feature-engine';
import type { ColumnTable, ObjectStore, ParquetFiles } from '@headroom/storage';
import type { SnapshotRows } from '../domain/snapshot-rows.ts';

/** Reads the columns of a snapshot's feature service, after its content was compared with its sha256. */
export async function readSnapshot(
  objects: ObjectStore,
  parquet: Pick<ParquetFiles, 'read'>,
  snapshot: Snapshot,
): Promise<SnapshotRows> {
  const current = definitionHash(snapshot.cadence_ms);
  if (snapshot.definition_hash !== current)
    throw new HeadroomError(
      'INVALID_DATA',
      `snapshot.definition_hash: is ${snapshot.definition_hash}, this build computes features by ${current}; ` +
        'run engineer_features again',
    );
  const declared = WORKLOAD_METRICS.map(({ name }) => name).filter((name) =>
    snapshot.declared.includes(name),
  );
  const names = resolveFeatureService(snapshot.feature_service, declared).signature.map(
    ({ name }) => name,
  );
  const path = await objects.fetch(snapshot.file);
  const table = await parquet.read(path, [
    'service_id',
    'cluster_id',
    'event_timestamp',
    'y',
    ...names,
  ]);
  return {
    services: texts(table, 'service_id'),
    clusters: texts(table, 'cluster_id'),
    times: table.timestamps('event_timestamp'),
    target: table.float64('y'),
    columns: new Map(names.map((name) => [name, table.float64(name)])),
  };
}

function texts(table: ColumnTable, name: string): string[] {
  return table.strings(name).map((value, row) => {
    if (value !== null) return value;
    throw new HeadroomError('INVALID_DATA', `snapshot: ${name} is missing in row ${row}`);
  });
}
