import {
  aggregateBuckets,
  BatchEngine,
  FeatureMatrix,
  latenessMs,
  type BucketColumns,
} from '@headroom/feature-engine';
import { groupBy } from '../../domain/group-by.ts';
import type { EngineHistory } from '../../domain/offline/engine-history.ts';
import type { ServiceRecord } from '../../domain/raw-window.ts';
import { LONGEST_LOOKBACK_MS } from '../../domain/windows.ts';

/** Services and the times to look at them, epoch ms: parallel lists. */
export interface ServiceProbes {
  readonly serviceIds: readonly string[];
  readonly times: readonly number[];
}

export interface VectorsAtOptions {
  readonly cadenceMs: number;
  /** A bucket that ended longer before the time is not seen. */
  readonly ttlMs: number;
  readonly knownAt: number | null;
  /** Columns of the vector that are wanted. */
  readonly indices: readonly number[];
}

/** What each probe sees; NaN and null where it sees nothing. */
export interface VectorsAt {
  readonly ends: Float64Array;
  readonly clusterIds: readonly (string | null)[];
  readonly columns: ReadonlyMap<number, Float64Array>;
}

/** Records in memory at a time are those of so many services. */
const SERVICES_PER_READ = 50;

/**
 * Vectors of the past, computed anew from the raw records: each probe sees the newest bucket that ended at or before its
 * time, made of records up to that end alone.
 */
export async function vectorsAt(
  history: Pick<EngineHistory, 'records'>,
  probes: ServiceProbes,
  options: VectorsAtOptions,
): Promise<VectorsAt> {
  const rows = probes.times.length;
  const seen = {
    ends: new Float64Array(rows).fill(NaN),
    clusterIds: new Array<string | null>(rows).fill(null),
    columns: new Map(options.indices.map((i) => [i, new Float64Array(rows).fill(NaN)])),
  };
  const engine = new BatchEngine(options.cadenceMs);
  const byService = [...groupBy([...probes.times.keys()], (row) => probes.serviceIds[row] ?? '')];
  for (let from = 0; from < byService.length; from += SERVICES_PER_READ) {
    const group = byService.slice(from, from + SERVICES_PER_READ);
    const records = groupBy(
      await read(history, group, probes.times, options),
      ({ serviceId }) => serviceId,
    );
    for (const [serviceId, ofService] of group) {
      const buckets = aggregateBuckets(records.get(serviceId) ?? [], options.cadenceMs);
      look(engine, buckets, ofService, probes.times, options.ttlMs, seen);
    }
  }
  return seen;
}

function read(
  history: Pick<EngineHistory, 'records'>,
  group: readonly (readonly [string, readonly number[]])[],
  times: readonly number[],
  { cadenceMs, ttlMs, knownAt }: VectorsAtOptions,
): Promise<ServiceRecord[]> {
  let first = Infinity;
  let last = -Infinity;
  for (const [, rows] of group) {
    for (const row of rows) {
      first = Math.min(first, times[row] ?? Infinity);
      last = Math.max(last, times[row] ?? -Infinity);
    }
  }
  const after = first - ttlMs - LONGEST_LOOKBACK_MS - latenessMs(cadenceMs);
  return history.records(
    group.map(([serviceId]) => serviceId),
    { after, upTo: last },
    knownAt,
  );
}

function look(
  engine: BatchEngine,
  buckets: BucketColumns,
  rows: readonly number[],
  times: readonly number[],
  ttlMs: number,
  seen: { ends: Float64Array; clusterIds: (string | null)[]; columns: Map<number, Float64Array> },
): void {
  const matrix = new FeatureMatrix(buckets.ends.length);
  const { ends, columns } = engine.append(buckets, matrix);
  for (const row of rows) {
    const time = times[row] ?? NaN;
    const bucket = lastAtOrBefore(ends, time);
    const end = ends[bucket];
    if (end === undefined || time - end > ttlMs) continue;
    seen.ends[row] = end;
    seen.clusterIds[row] = buckets.clusterIds[bucket] ?? null;
    for (const [index, column] of seen.columns) column[row] = columns[index]?.[bucket] ?? NaN;
  }
}

/** Index of the newest end that is not after the time, −1 without one. */
function lastAtOrBefore(ends: Float64Array, time: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
