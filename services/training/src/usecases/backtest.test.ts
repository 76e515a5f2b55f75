import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderObjectStore, ParquetFiles } from '@headroom/storage';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TrainingData } from '../domain/training-data.ts';
import { madeSnapshot, snapshotColumns } from '../testing/made-snapshot.ts';
import { trainingJob } from '../testing/training-job.ts';
import { untrained } from '../testing/untrained-model.ts';
import { backtest } from './backtest.ts';

let root: string;
let parquet: ParquetFiles;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'backtest-'));
  parquet = await ParquetFiles.open();
});
afterAll(async () => {
  parquet.close();
  await rm(root, { recursive: true });
});

it('fits each fold anew on what came before it, and tests every row of the last tenths once', async () => {
  const rows = madeSnapshot({ services: 2, hours: 300, seed: 5 });
  const objects = await FolderObjectStore.open(root);
  const file = await objects.write('data/s.parquet', (path) =>
    parquet.write(path, snapshotColumns(rows)),
  );
  const { snapshot } = trainingJob('gru', file);
  const learnt: TrainingData[] = [];
  const left = await backtest(
    {
      objects,
      parquet,
      trainerOf: () => ({
        fit: async (request) => {
          learnt.push(await request.data);
          return untrained()(request);
        },
      }),
    },
    { snapshot, algorithms: ['gru'], folds: 2, seed: 1, params: {}, key: 'backtest.parquet' },
  );
  const table = await parquet.read(await objects.fetch(left));
  const times = table.timestamps('event_timestamp');
  const keys = table.strings('service_id').map((service, i) => `${service}@${times[i]}`);
  const folds = table.float64('fold');
  expect(new Set(keys).size).toBe(table.rows);
  expect(table.rows).toBeGreaterThan(0.9 * 2 * 60 - 10);
  expect(table.strings('algorithm').every((name) => name === 'gru')).toBe(true);
  expect(table.float64('prediction')).toEqual(table.float64('persistence'));
  learnt.forEach((data, i) => {
    const newest = Math.max(...Array.from(data.rows.train, (row) => data.times[row] ?? NaN));
    const tested = times.filter((_, row) => folds[row] === i + 1);
    expect(tested.length).toBeGreaterThan(0);
    expect(newest).toBeLessThan(Math.min(...tested) - 0.14 * 300 * 3_600_000);
  });
});
