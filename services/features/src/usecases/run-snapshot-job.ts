import { HeadroomError, WORKLOAD_METRICS } from '@headroom/contracts';
import { latenessMs, resolveFeatureService, type FeaturePlan } from '@headroom/feature-engine';
import type { Column, ObjectStore } from '@headroom/storage';
import { groupBy } from '../domain/group-by.ts';
import type { RawWindow, ServiceRecord } from '../domain/raw-window.ts';
import type { SnapshotJob, SnapshotJobResult } from '../domain/snapshot-job.ts';
import { LONGEST_LOOKBACK_MS } from '../domain/windows.ts';
import { snapshotColumns } from './snapshot-columns.ts';
import { manifestKey, snapshotManifest } from './snapshot-manifest.ts';

export interface SnapshotJobPorts {
  readonly rows: RawWindow;
  readonly objects: ObjectStore;
  readonly parquet: {
    write(path: string, columns: readonly Column[]): Promise<{ readonly rows: number }>;
  };
  readonly cadenceMs: number;
}

/** Reads the offline store, computes, writes one file. The same rows give the same bytes under the same key. */
export function runSnapshotJob(
  ports: SnapshotJobPorts,
  job: SnapshotJob,
): Promise<SnapshotJobResult> {
  return job.kind === 'snapshot' ? snapshot(ports, job) : exportRaw(ports, job);
}

async function snapshot(
  ports: SnapshotJobPorts,
  job: Extract<SnapshotJob, { kind: 'snapshot' }>,
): Promise<SnapshotJobResult> {
  const { cadenceMs } = ports;
  const plan = planOf(job.feature_service, job.declared);
  // The first rows' windows reach back behind the range.
  const after = job.after - LONGEST_LOOKBACK_MS - latenessMs(cadenceMs);
  const records = await ports.rows.inTime({ after, upTo: job.as_of }, job.source);
  const { columns, rows, services } = snapshotColumns(
    groupBy(records, (record) => record.serviceId),
    { cadenceMs, plan, after: job.after, asOf: job.as_of },
  );
  const times = columns.find(({ name }) => name === 'event_timestamp');
  const file = await write(ports, job.key, columns);
  const manifest = snapshotManifest(job, {
    file,
    rows,
    services,
    cadenceMs,
    arrivals: await ports.rows.arrivals({ after, upTo: job.as_of }, job.source),
  });
  await ports.objects.putBytes(manifestKey(job.key), Buffer.from(manifest));
  return {
    file,
    rows,
    services: [...services],
    span: times?.type === 'timestamp' ? spanOf(times.values) : null,
  };
}

function planOf(
  featureService: string,
  declared: Extract<SnapshotJob, { kind: 'snapshot' }>['declared'],
): FeaturePlan {
  if (!declared.includes('cpu_utilization')) {
    throw new HeadroomError(
      'INVALID_DATA',
      'declared lacks cpu_utilization, which the models forecast; send it, or train on other data',
    );
  }
  try {
    return resolveFeatureService(featureService, declared);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new HeadroomError('INVALID_REQUEST', error.message, { cause: error });
  }
}

/** The records as they came, in the columns of every workload file, by event time. */
async function exportRaw(
  ports: SnapshotJobPorts,
  job: Extract<SnapshotJob, { kind: 'export' }>,
): Promise<SnapshotJobResult> {
  const upTo = job.as_of ?? (await ports.rows.newest());
  const found =
    upTo === null ? [] : await ports.rows.inTime({ after: upTo - job.range_ms, upTo }, null);
  // Stable: within an instant by service id and arrival, as they were read.
  const records = found.toSorted((a, b) => a.timestamp - b.timestamp);
  const text = (name: string, of: (record: ServiceRecord) => string): Column => ({
    name,
    type: 'string',
    values: records.map(of),
  });
  const times = Float64Array.from(records, ({ timestamp }) => timestamp);
  const columns: Column[] = [
    { name: 'timestamp', type: 'timestamp', values: times },
    text('service_id', (record) => record.serviceId),
    text('cluster_id', (record) => record.clusterId),
    ...WORKLOAD_METRICS.map(({ name }, m): Column => ({
      name,
      type: 'float64',
      values: Float64Array.from(records, ({ metrics }) => metrics[m] ?? NaN),
    })),
    text('scaling_event', (record) => record.scalingEvent),
  ];
  return {
    file: await write(ports, job.key, columns),
    rows: records.length,
    services: [...new Set(records.map(({ serviceId }) => serviceId))].sort(),
    span: spanOf(times),
  };
}

const write = ({ objects, parquet }: SnapshotJobPorts, key: string, columns: readonly Column[]) =>
  objects.write(key, (path) => parquet.write(path, columns));

function spanOf(times: Float64Array): { first: number; last: number } | null {
  if (times.length === 0) return null;
  let first = Infinity;
  let last = -Infinity;
  for (const time of times) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  return { first, last };
}
