import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseBundle } from '@headroom/forecasting';
import { FolderObjectStore, ParquetFiles } from '@headroom/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Trainer } from '../domain/trainer.ts';
import type { TrainingJob } from '../domain/training-job.ts';
import { madeSnapshot, snapshotColumns } from '../testing/made-snapshot.ts';
import { trainingJob } from '../testing/training-job.ts';
import { untrained } from '../testing/untrained-model.ts';
import { trainModel, type TrainModelPorts } from './train-model.ts';

const rows = madeSnapshot({ services: 2, hours: 300, seed: 4 });

describe('trainModel', () => {
  let root: string;
  let objects: FolderObjectStore;
  let parquet: ParquetFiles;
  let job: TrainingJob;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'train-model-'));
    objects = await FolderObjectStore.open(root);
    parquet = await ParquetFiles.open();
    const file = await objects.write('data/processed/s.parquet', (path) =>
      parquet.write(path, snapshotColumns(rows)),
    );
    job = trainingJob('gru', file);
  });
  afterAll(async () => {
    parquet.close();
    await rm(root, { recursive: true });
  });

  const ports = (fit: Trainer['fit']): TrainModelPorts => ({
    objects,
    parquet,
    trainerOf: () => ({ fit }),
    onProgress: () => undefined,
    renderChart: ({ name }) => Buffer.from(name),
    ownPeakMemory: () => 7,
  });

  it('leaves a bundle that names the model file and what it was trained on', async () => {
    const trained = await trainModel(ports(untrained()), job);
    const bundle = parseBundle(await readFile(await objects.fetch(trained.bundle), 'utf8'));
    expect(bundle).toMatchObject({
      algorithm: 'gru',
      model: { ...trained.model_file, format: 'headroom-rnn/1' },
      trainingData: { asOf: job.snapshot.as_of, services: ['service-0', 'service-1'] },
      params: { units: 4 },
    });
    expect(trained).toMatchObject({
      algorithm: 'gru',
      library: 'made up 1',
      seconds: 2,
      peak_memory_bytes: 12,
      model_file: { uri: 'models/r/gru/model.json' },
    });
    expect(Object.keys(trained.artifacts ?? {})).toEqual([
      'prediction_against_actual.png',
      'residuals.png',
      'learning_curves.png',
      'evaluation.json',
    ]);
    expect(trained.metrics.test.relative_mae).toBe(1);
    expect(trained.per_service).toEqual({ 'service-0': 1, 'service-1': 1 });
  });

  it('puts predictions beside the truth and both yardsticks', async () => {
    const { predictions, metrics } = await trainModel(ports(untrained()), job);
    const table = await parquet.read(await objects.fetch(predictions));
    const splits = table.strings('split');
    expect(splits.filter((split) => split === 'test')).toHaveLength(metrics.test.rows);
    expect(splits.filter((split) => split === 'validation')).toHaveLength(metrics.validation.rows);
    expect(table.float64('prediction')).toEqual(table.float64('persistence'));
    const last = table.rows - 1;
    const row = rows.times.findIndex(
      (time, i) =>
        time === table.timestamps('event_timestamp')[last] && rows.services[i] === 'service-1',
    );
    expect(table.float64('y')[last]).toBe(rows.target[row]);
    expect(table.float64('seasonal_naive')[last]).toBe(rows.target[row - 24]);
  });

  it('gives test rows an interval, and the model what serving makes it of', async () => {
    const { predictions, bundle } = await trainModel(ports(untrained()), job);
    const table = await parquet.read(await objects.fetch(predictions));
    const [lower, upper] = [table.float64('lower'), table.float64('upper')];
    table.strings('split').forEach((split, i) => {
      if (split === 'test') expect(lower[i]).toBeLessThan(upper[i] ?? NaN);
      else expect([lower[i], upper[i]]).toEqual([NaN, NaN]);
    });
    const { intervals } = parseBundle(await readFile(await objects.fetch(bundle), 'utf8'));
    expect(intervals?.coverage).toBe(0.8);
    expect(intervals?.pooled.lower).toBeLessThan(0);
  });

  it('leaves the same bytes when it is repeated', async () => {
    const first = await trainModel(ports(untrained()), job);
    expect(await trainModel(ports(untrained()), job)).toEqual(first);
  });

  it('writes nothing where the library answers otherwise than our scorer', async () => {
    const wrong = untrained({
      answers: { validation: new Float64Array(1), test: new Float64Array(1) },
    });
    const elsewhere = { ...job, folder: 'models/wrong' };
    await expect(trainModel(ports(wrong), elsewhere)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
    });
    expect(await objects.list('models/wrong')).toEqual([]);
  });

  it('refuses a snapshot that was changed, or made by other definitions', async () => {
    const { snapshot } = job;
    const changed = { ...snapshot, file: { ...snapshot.file, sha256: '1'.repeat(64) } };
    await expect(
      trainModel(ports(untrained()), { ...job, snapshot: changed }),
    ).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringContaining('it was changed or damaged'),
    });
    const old = { ...snapshot, definition_hash: 'old' };
    await expect(trainModel(ports(untrained()), { ...job, snapshot: old })).rejects.toThrow(
      /definition_hash: is old, .* run engineer_features again/,
    );
  });
});
