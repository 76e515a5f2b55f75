import { TASKS } from '@headroom/contracts';
import { DAY_MS, HOUR_MS } from '@headroom/feature-engine';
import { describe, expect, it } from 'vitest';
import type { SourceProgress } from '../domain/raw-store.ts';
import type { SnapshotJob, SnapshotJobResult } from '../domain/snapshot-job.ts';
import { T0 } from '../testing/validated-log.ts';
import { EngineerFeatures } from './engineer-features.ts';
import { ExportDataset } from './export-dataset.ts';

const task = { dag_id: 'd', run_id: 'run 1', task_id: 't', map_index: -1 };
const { signal } = new AbortController();
const file = { uri: 'x', sha256: '0'.repeat(64), bytes: 1 };

function stage(progress: Partial<SourceProgress> = {}, found: Partial<SnapshotJobResult> = {}) {
  const jobs: SnapshotJob[] = [];
  const runner = {
    run: async (job: SnapshotJob) => {
      jobs.push(job);
      const span = { first: T0, last: T0 + HOUR_MS };
      return { file, rows: 3, services: ['a'], span, ...found };
    },
  };
  const engineer = new EngineerFeatures({
    store: { progress: async () => ({ now: T0, rows: 10, late: 0, refused: 0, ...progress }) },
    arrivals: { subscribe: () => () => undefined },
    runner,
    cadenceMs: HOUR_MS,
    patienceMs: 1_000,
  });
  return { jobs, engineer, exporter: new ExportDataset(runner) };
}

const call = (over: { source?: string | null; first?: number; asOf?: number } = {}) => ({
  task,
  tryNumber: 1,
  report: () => undefined,
  signal,
  asOf: over.asOf ?? null,
  inputs: TASKS.engineer_features.inputs.parse({
    dataset: {
      file,
      source: over.source === undefined ? 'headroom/generation#1' : over.source,
      rows: 10,
      services: 1,
      first_event: over.first ?? T0,
      last_event: T0 + 10 * DAY_MS,
    },
    declared: ['request_rate', 'cpu_utilization', 'unknown'],
  }),
});

describe('EngineerFeatures', () => {
  it("reads the data set's services over 42 days before its last event, by declared metrics in their order", async () => {
    const s = stage();
    const { snapshot } = await s.engineer.run(call());
    expect(s.jobs).toEqual([
      {
        kind: 'snapshot',
        key: 'data/processed/features_run_1.parquet',
        source: 'headroom/generation#1',
        feature_service: 'cloud_optimizer_training',
        declared: ['cpu_utilization', 'request_rate'],
        after: T0 + (10 - 42) * DAY_MS,
        as_of: T0 + 10 * DAY_MS,
      },
    ]);
    expect(snapshot).toMatchObject({ as_of: T0 + 10 * DAY_MS, rows: 3, services: ['a'] });
  });

  it("reads up to the run's own now where it has one, and all of a data set that is longer than 42 days", async () => {
    const s = stage();
    await s.engineer.run(call({ first: T0 - 50 * DAY_MS, asOf: T0 + DAY_MS }));
    expect(s.jobs[0]).toMatchObject({ after: T0 - 50 * DAY_MS - HOUR_MS, as_of: T0 + DAY_MS });
  });

  it('does not wait for what the store itself has exported', async () => {
    const s = stage({ rows: 0 });
    await s.engineer.run(call({ source: null }));
    expect(s.jobs[0]).toMatchObject({ source: null });
  });

  it('refuses a data set that came late, since the snapshot would be one of other data', async () => {
    await expect(stage({ late: 6 }).engineer.run(call())).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringContaining('6 of 10 rows of headroom/generation#1 came late'),
    });
    await stage({ late: 5 }).engineer.run(call());
  });

  it('fails for good when there is no closed bucket', async () => {
    await expect(stage({}, { rows: 0 }).engineer.run(call())).rejects.toMatchObject({
      code: 'INVALID_DATA',
    });
  });
});

describe('ExportDataset', () => {
  const exportCall = (source: 'store' | 'generate', asOf: number | null) => ({
    task,
    tryNumber: 1,
    report: () => undefined,
    signal,
    asOf,
    inputs: TASKS.generate_data.inputs.parse({ source }),
  });

  it('exports 42 days before the run', async () => {
    const s = stage();
    const { dataset } = await s.exporter.run(exportCall('store', T0));
    expect(s.jobs[0]).toEqual({
      kind: 'export',
      key: 'data/raw/store_run_1.parquet',
      range_ms: 42 * DAY_MS,
      as_of: T0,
    });
    expect(dataset).toMatchObject({ source: null, rows: 3, services: 1, first_event: T0 });
  });

  it('exports up to the newest record where the run has no as_of', async () => {
    const s = stage();
    const { dataset } = await s.exporter.run(exportCall('store', null));
    expect(s.jobs[0]).toMatchObject({ kind: 'export', range_ms: 42 * DAY_MS, as_of: null });
    expect(dataset).toMatchObject({ last_event: T0 + HOUR_MS });
  });

  it('has nothing to export before the first record, and generates nothing', async () => {
    const s = stage({}, { span: null });
    await expect(s.exporter.run(exportCall('store', null))).rejects.toMatchObject({
      code: 'INVALID_DATA',
    });
    await expect(s.exporter.run(exportCall('store', T0))).rejects.toMatchObject({
      code: 'INVALID_DATA',
    });
    await expect(s.exporter.run(exportCall('generate', T0))).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
  });
});
