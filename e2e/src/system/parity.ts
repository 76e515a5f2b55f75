import { VECTOR_COLUMNS } from '@headroom/feature-engine';
import type { ColumnTable, FeatureVector } from '@headroom/storage';
import type { z } from 'zod';
import type { FeatureAnswer } from './answers.ts';

/** Columns of a snapshot that are no features. */
const KEYS = new Set(['service_id', 'cluster_id', 'event_timestamp', 'y']);

export interface SnapshotRow {
  readonly serviceId: string;
  readonly bucketEnd: number;
  readonly row: number;
}

export function snapshotRows(table: ColumnTable): SnapshotRow[] {
  const times = table.timestamps('event_timestamp');
  return table.strings('service_id').map((serviceId, row) => ({
    serviceId: serviceId ?? '',
    bucketEnd: times[row] ?? NaN,
    row,
  }));
}

/** What two sides say of the same cells, and where they differ in a single bit. */
export interface Comparison {
  cells: number;
  readonly differences: string[];
}

/** Every row against the last revision of its vector as it was published. NaN is missing on both sides. */
export function compareWithStream(
  table: ColumnTable,
  vectors: readonly FeatureVector[],
): Comparison {
  const last = lastRevisions(vectors);
  const shared = VECTOR_COLUMNS.flatMap(({ name }, index) =>
    table.has(name) ? [{ name, index, values: table.float64(name) }] : [],
  );
  const comparison: Comparison = { cells: 0, differences: [] };
  for (const { serviceId, bucketEnd, row } of snapshotRows(table)) {
    const vector = last.get(vectorKey(serviceId, bucketEnd));
    for (const { name, index, values } of shared) {
      comparison.cells++;
      const [batch, stream] = [values[row], vector?.values[index]];
      if (Object.is(batch, stream)) continue;
      const where = `${vectorKey(serviceId, bucketEnd)} ${name}`;
      comparison.differences.push(
        `${where}: ${String(batch)} in batch, ${String(stream)} streamed`,
      );
    }
  }
  return comparison;
}

const vectorKey = (serviceId: string, bucketEnd: number): string =>
  `${serviceId} ${new Date(bucketEnd).toISOString()}`;

function lastRevisions(vectors: readonly FeatureVector[]): Map<string, FeatureVector> {
  const last = new Map<string, FeatureVector>();
  for (const vector of vectors) {
    const key = vectorKey(vector.serviceId, vector.bucketEnd);
    if ((last.get(key)?.revision.offset ?? -1) <= vector.revision.offset) last.set(key, vector);
  }
  return last;
}

/** A row against the answer of the features API. JSON has no NaN, which comes as null, and loses the sign of zero. */
export function compareWithOnline(
  table: ColumnTable,
  row: number,
  answer: z.output<typeof FeatureAnswer>,
): Comparison {
  const online = new Map(
    Object.values(answer.views).flatMap(({ values }) => Object.entries(values)),
  );
  const comparison: Comparison = { cells: 0, differences: [] };
  for (const { name } of table.columns) {
    if (KEYS.has(name)) continue;
    comparison.cells++;
    const stored = (table.float64(name)[row] ?? NaN) + 0;
    const read = online.get(name);
    if (Object.is(stored, read === null ? NaN : read)) continue;
    comparison.differences.push(`${name}: ${stored} in the snapshot, ${String(read)} online`);
  }
  return comparison;
}
