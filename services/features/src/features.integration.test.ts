import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  ONLINE_PREFIX,
  ONLINE_VIEWS,
  PastVector,
  Snapshot,
  TASKS,
  TOPICS,
  WORKLOAD_METRICS,
} from '@headroom/contracts';
import {
  CLUSTER_FEATURES,
  HOUR_MS,
  resolveFeatureService,
  VECTOR_COLUMNS,
  visibleClusterWindow,
} from '@headroom/feature-engine';
import type { Delivered } from '@headroom/messaging';
import {
  decodeVector,
  FolderObjectStore,
  ParquetFiles,
  RedisOnlineStore,
  type ColumnTable,
} from '@headroom/storage';
import { testStack, type TestStack } from '@headroom/testing';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { windowValues } from './domain/window-version.ts';
import { bundleSnapshotProgram } from './adapters/process/bundle-for-tests.ts';
import { onlineColumns } from './testing/online-columns.ts';
import {
  Neighbours,
  startFeatures,
  taskResults,
  type RunningFeatures,
} from './testing/running-features.ts';
import { hourlyDataset, inTimeOf, SERVICE_COUNT, SOURCE } from './testing/hourly-dataset.ts';
import { lastRevisions, lastWindows, newestOf, vectorsOf } from './testing/seen-events.ts';
import { T0, validated } from './testing/validated-log.ts';
import { FeatureAnswer } from './usecases/feature-answer.ts';
import { runSnapshotJob } from './usecases/run-snapshot-job.ts';

/** Only a broken service takes so long; the machine may be busy. */
const PATIENT = { timeout: 100_000 };
const EPOCH = '1970-01-01T00:00:00Z';
const RUN = 'manual__2025-01-06T00:00:00+00:00';

describe('the feature store on Kafka, Postgres and Redis', { timeout: 240_000 }, () => {
  let stack: TestStack;
  let root: string;
  let options: Parameters<typeof startFeatures>[1];
  let neighbours: Neighbours;
  let seen: Delivered[];
  let features: RunningFeatures;
  let snapshot: Snapshot;
  let table: ColumnTable;
  const records = hourlyDataset();
  const half = Math.floor(records.length / 2);
  const last = Math.max(...records.map(({ timestamp }) => timestamp));
  const taskInputs = () => ({
    dataset: {
      file: { uri: 'data/raw/x.parquet', sha256: '0'.repeat(64), bytes: 1 },
      source: SOURCE,
      rows: records.length,
      services: SERVICE_COUNT,
      first_event: Math.min(...records.map(({ timestamp }) => timestamp)),
      last_event: last,
    },
    declared: WORKLOAD_METRICS.map(({ name }) => name),
    feature_service: 'cloud_optimizer_training',
  });
  const resultOf = async (runId: string) => {
    const find = () =>
      taskResults(seen).find(({ state, task }) => state !== 'running' && task.run_id === runId);
    await vi.waitUntil(() => find() !== undefined, PATIENT);
    return find();
  };

  beforeAll(async () => {
    stack = await testStack();
    root = await mkdtemp(join(tmpdir(), 'features-'));
    options = { objectRoot: root, snapshotProgram: await bundleSnapshotProgram() };
    neighbours = new Neighbours(stack);
    features = await startFeatures(stack, options);
    seen = await neighbours.watch(
      TOPICS.featuresComputed,
      TOPICS.workloadByCluster,
      TOPICS.featuresCluster,
      TOPICS.pipelineResults,
    );
  });
  afterAll(async () => {
    await features.close();
    await neighbours.bus.close();
    await stack.close();
    await rm(root, { recursive: true });
    await rm(dirname(options.snapshotProgram), { recursive: true });
  });

  it('engineer_features waits for the rows, over a restart, and leaves a snapshot', async () => {
    await neighbours.command(RUN, 'engineer_features', { as_of: null, inputs: taskInputs() });
    await neighbours.send(records.slice(0, half));
    await vi.waitUntil(() => vectorsOf(seen).length >= half * 0.5, PATIENT);
    await vi.waitUntil(() => taskResults(seen).length > 0, PATIENT);
    expect(taskResults(seen).map(({ state }) => state)).toEqual(['running']);
    await features.close();
    features = await startFeatures(stack, options);
    await neighbours.send(records.slice(half));
    const result = await resultOf(RUN);
    expect(result).toMatchObject({ state: 'success', error: null });
    snapshot = Snapshot.parse(result?.outputs['snapshot']);
    expect(snapshot).toMatchObject({
      file: { uri: 'data/processed/features_manual__2025-01-06T00_00_00_00_00.parquet' },
      as_of: last,
      services: ['svc-0', 'svc-1', 'svc-2', 'svc-3', 'svc-4'],
    });
  });

  it('the snapshot holds every column, a row a service and closed bucket, in order', async () => {
    const objects = await FolderObjectStore.open(root);
    const parquet = await ParquetFiles.open();
    table = await parquet.read(await objects.fetch(snapshot.file));
    const { signature } = resolveFeatureService('cloud_optimizer_training');
    expect(table.columns.map(({ name }) => name)).toEqual([
      'service_id',
      'cluster_id',
      'event_timestamp',
      ...signature.map(({ name }) => name),
      'y',
    ]);
    const times = table.timestamps('event_timestamp');
    const keys = table.strings('service_id').map((id, i) => `${id} ${times[i]}`);
    expect(keys).toEqual([...new Set(keys)].toSorted());
    expect(table.rows).toBe(snapshot.rows);
    expect(Math.max(...times)).toBe(Math.floor((last - 60_000) / HOUR_MS) * HOUR_MS);
  });

  it('invariant 7: the snapshot has the bytes of one that was never disturbed', async () => {
    const folder = join(root, 'undisturbed');
    const result = await runSnapshotJob(
      {
        rows: {
          newest: async () => null,
          inTime: async () => inTimeOf(records),
          arrivals: async () => [],
        },
        objects: await FolderObjectStore.open(folder),
        parquet: await ParquetFiles.open(),
        cadenceMs: HOUR_MS,
      },
      {
        kind: 'snapshot',
        key: 'x.parquet',
        source: SOURCE,
        feature_service: snapshot.feature_service,
        declared: WORKLOAD_METRICS.map(({ name }) => name),
        after: T0 - 42 * 24 * HOUR_MS,
        as_of: last,
      },
    );
    expect(result.file.sha256).toBe(snapshot.file.sha256);
  });

  it('invariant 4: batch and stream features of the same records are equal to the last bit', async () => {
    const times = table.timestamps('event_timestamp');
    const services = table.strings('service_id');
    const columns = resolveFeatureService('cloud_optimizer_training').signature.filter(
      ({ source }) => source === 'vector',
    );
    expect(columns.length).toBeGreaterThan(340);
    const differing = () => {
      const vectors = lastRevisions(vectorsOf(seen));
      return services.flatMap((id, row) => {
        const vector = vectors.get(`${id} ${times[row]}`);
        return columns
          .filter(({ name, index }) => !Object.is(vector?.values[index], table.float64(name)[row]))
          .map(({ name }) => `${id} ${times[row]} ${name}`);
      });
    };
    await vi.waitFor(() => expect(differing()).toEqual([]), PATIENT);
  });

  it('a row of the snapshot sees the last version of the cluster window that the stream has made', async () => {
    const times = table.timestamps('event_timestamp');
    const clusters = table.strings('cluster_id');
    const differing = () => {
      const windows = lastWindows(seen);
      return clusters.filter((clusterId, row) => {
        const own = windows.filter(({ cluster_id }) => cluster_id === clusterId);
        const ends = own.map(({ end }) => end);
        const window = own[visibleClusterWindow(ends, times[row] ?? NaN, HOUR_MS)];
        const values =
          window === undefined ? CLUSTER_FEATURES.map(() => NaN) : windowValues(window);
        return CLUSTER_FEATURES.some((name, k) => !Object.is(table.float64(name)[row], values[k]));
      });
    };
    await vi.waitFor(() => expect(differing()).toEqual([]), PATIENT);
    expect(
      table.float64('cluster_service_count').filter((count) => count > 1).length,
    ).toBeGreaterThan(300);
  });

  it('the newest vector of every service is online, with its source', async () => {
    const online = new RedisOnlineStore({ url: stack.redisUrl, prefix: ONLINE_PREFIX });
    const newest = newestOf(seen, 'svc-3');
    const [vector, source] = await online.read([
      { view: ONLINE_VIEWS.serviceVector, entity: 'svc-3' },
      { view: ONLINE_VIEWS.serviceSource, entity: 'svc-3' },
    ]);
    await online.close();
    expect(decodeVector(vector?.bytes ?? new Uint8Array())).toEqual(newest);
    expect(Buffer.from(source?.bytes ?? []).toString()).toBe(
      JSON.stringify({ source: SOURCE, clock: 'event' }),
    );
  });

  it('exports what it has as a data set, and makes the same snapshot of it', async () => {
    const inputs = { source: 'store' };
    await neighbours.command('export', 'generate_data', { as_of: null, inputs });
    const { dataset } = TASKS.generate_data.outputs.parse((await resultOf('export'))?.outputs);
    expect(dataset).toMatchObject({
      file: { uri: 'data/raw/store_export.parquet' },
      source: null,
      services: SERVICE_COUNT,
      first_event: taskInputs().dataset.first_event,
      last_event: last,
    });
    const objects = await FolderObjectStore.open(root);
    const raw = await (await ParquetFiles.open()).read(await objects.fetch(dataset.file));
    expect(raw.rows).toBe(inTimeOf(records).length);
    const times = [...raw.timestamps('timestamp')];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect([...new Set(raw.strings('scaling_event'))]).toEqual(['none']);
    await neighbours.command('again', 'engineer_features', {
      as_of: last,
      inputs: { ...taskInputs(), dataset },
    });
    const again = Snapshot.parse((await resultOf('again'))?.outputs['snapshot']);
    expect(again.file.sha256).toBe(snapshot.file.sha256);
  });

  it('invariant 8: what a record leads to is in its trace', async () => {
    const traceId = 'abcdefabcdefabcdefabcdefabcdef01';
    const producer = { traceId, spanId: '1234567890abcdef', traceFlags: 1 };
    const record = validated({ raw_id: 'traced', service_id: 'traced', source: 'other' });
    await neighbours.send([record], trace.setSpanContext(ROOT_CONTEXT, producer));
    const derived = () =>
      seen.filter(({ topic, event }) =>
        topic === TOPICS.featuresCluster.name
          ? event.subject === 'cluster-1'
          : event.subject === 'traced',
      );
    const traced = () =>
      derived().filter(({ headers }) => headers['traceparent']?.startsWith(`00-${traceId}-`));
    await vi.waitUntil(() => traced().length === 3, PATIENT);
    expect(
      traced()
        .map(({ topic }) => topic)
        .toSorted(),
    ).toEqual(['features.cluster.v1', 'features.computed.v1', 'workload.by-cluster.v1']);
  });

  const get = async (path: string): Promise<{ status: number; body: unknown }> => {
    const answer = await fetch(`${features.url}/api/v1/${path}`);
    return { status: answer.status, body: await answer.json() };
  };

  it('answers the newest features of a service by HTTP, view by view', async () => {
    await vi.waitUntil(
      async () => FeatureAnswer.parse((await get('features/svc-3')).body).cluster_window !== null,
      PATIENT,
    );
    const answer = FeatureAnswer.parse((await get('features/svc-3')).body);
    const newest = newestOf(seen, 'svc-3');
    const t = newest?.bucketEnd ?? 0;
    expect(answer).toMatchObject({
      service_id: 'svc-3',
      cluster_id: 'cluster-1',
      feature_service: 'cloud_optimizer_training',
      event_timestamp: new Date(t).toISOString(),
      now: new Date(last).toISOString(),
      open: last < t + 60_000,
      revision: newest?.revision,
      cluster_window: { end: t - HOUR_MS },
    });
    expect(Object.entries(answer.views).map(([view, { status }]) => `${view} ${status}`)).toEqual([
      'workload_features FRESH',
      'temporal_features FRESH',
      'rolling_features FRESH',
      'lag_features FRESH',
      'cluster_features FRESH',
      'interaction_features FRESH',
      'extra FRESH',
    ]);
    const column = VECTOR_COLUMNS.findIndex(({ name }) => name === 'cpu_roll_24h_std');
    expect(answer.views['rolling_features']?.values['cpu_roll_24h_std']).toBe(
      newest?.values[column],
    );
    const interactions = answer.views['interaction_features']?.values ?? {};
    const requests = answer.views['workload_features']?.values['request_rate'] ?? NaN;
    const total = answer.views['cluster_features']?.values['cluster_req_sum'] ?? NaN;
    expect(interactions['cluster_req_share']).toBe(requests / (total + 1e-9));
  });

  it("answers built-in features in Feast's protocol, by service and by cluster", async () => {
    const ask = async (body: object) => {
      const answer = await fetch(`${features.url}/get-online-features`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return onlineColumns(await answer.json());
    };
    const own = FeatureAnswer.parse((await get('features/svc-3')).body);
    const seen = await ask({
      entities: { service_id: ['svc-3', 'nobody'] },
      feature_service: 'cloud_optimizer_training',
    });
    expect(seen.size).toBe(1 + 348);
    for (const [view, { status, values, event_timestamp }] of Object.entries(own.views)) {
      for (const [name, value] of Object.entries(view === 'extra' ? {} : values)) {
        const isComputed = view === 'interaction_features';
        const time = isComputed ? EPOCH : event_timestamp?.replace('.000Z', 'Z');
        const present = status === 'FRESH' ? 'PRESENT' : 'OUTSIDE_MAX_AGE';
        expect([name, seen.get(name)]).toEqual([
          name,
          {
            values: [value, null],
            statuses: [value === null ? 'NULL_VALUE' : present, 'NOT_FOUND'],
            event_timestamps: [time, EPOCH],
          },
        ]);
      }
    }
    const cluster = await ask({
      entities: { cluster_id: ['cluster-1', 'nowhere'] },
      features: ['cluster_features:cluster_service_count'],
    });
    expect(cluster.get('cluster_service_count')).toMatchObject({
      statuses: ['PRESENT', 'NOT_FOUND'],
      values: [expect.any(Number), null],
    });
  });

  it('computes anew what a service looked like at a place of the log', async () => {
    const own = vectorsOf(seen).filter(({ serviceId }) => serviceId === 'svc-3');
    const vector = own[Math.floor(own.length / 2)];
    const window = lastWindows(seen).find(({ cluster_id: id }) => id === vector?.clusterId);
    const at = (offset: number) =>
      get(
        `features/svc-3/past?bucket_end=${vector?.bucketEnd}&partition=${vector?.revision.partition}&offset=${offset}&window_end=${window?.end}&window_version=${window?.version}`,
      );
    const { revision } = vector ?? { revision: { offset: NaN } };
    const found = PastVector.parse((await at(revision.offset)).body);
    expect(found.values.map((value) => value ?? NaN)).toEqual([...(vector?.values ?? [])]);
    expect(found.cluster_window).toEqual(window);
    expect(await at(10 ** 9)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    const half = await get('features/svc-3/past?bucket_end=1&partition=0&offset=1&window_end=1');
    expect(half.status).toBe(400);
    expect(half.body).toMatchObject({ detail: expect.stringContaining('window_version') });
  });

  it('answers many services in their order, unknown ones as MISSING', async () => {
    const answer = await fetch(`${features.url}/api/v1/features:batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        service_ids: ['nobody', 'svc-1'],
        feature_service: 'cloud_optimizer_inference',
      }),
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      results: [
        { service_id: 'nobody', views: { workload_features: { status: 'MISSING' } } },
        { service_id: 'svc-1', views: { workload_features: { status: 'FRESH' } } },
      ],
    });
  });

  it('tells what does not exist, and what does', async () => {
    const nobody = await get('features/nobody');
    expect(nobody).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    const detail = expect.stringContaining('use one of cloud_optimizer_training');
    const unknown = await get('features/svc-1?feature_service=none');
    expect(unknown).toMatchObject({ status: 404, body: { detail } });
    expect(await get('features/bad%20id')).toMatchObject({ status: 400 });
    expect(await get('feature-views')).toMatchObject({
      body: { cadence_ms: HOUR_MS, feature_views: { length: 6 } },
    });
    expect(await get('feature-services')).toMatchObject({
      body: {
        feature_services: [{ features: { length: 348 } }, { name: 'cloud_optimizer_inference' }],
      },
    });
  });
});
