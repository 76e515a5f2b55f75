import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cutsOf, DEMAND_INPUTS, parseBundle, type TreeAlgorithm } from '@headroom/forecasting';
import { FolderObjectStore, ParquetFiles } from '@headroom/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { python } from './adapters/process/booster-fits.ts';
import { BoosterTrainer } from './adapters/process/booster-trainer.ts';
import { boosterParams } from './domain/booster-params.ts';
import { madeSnapshot, snapshotColumns } from './testing/made-snapshot.ts';
import { trainingJob } from './testing/training-job.ts';
import { trainModel } from './usecases/train-model.ts';

const TIMEOUT_MS = 240_000;
const PLAIN = fileURLToPath(new URL('testing/plain_booster.py', import.meta.url));
const WORKER = fileURLToPath(new URL('../python/worker.py', import.meta.url));
const SEED = 7;

describe('the official Python package, called directly on the same data', () => {
  let root: string;
  let parquet: ParquetFiles;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'direct-'));
    parquet = await ParquetFiles.open();
  });
  afterAll(async () => {
    parquet.close();
    await rm(root, { recursive: true });
  });

  it.each(['xgboost', 'lightgbm', 'catboost'] as const)(
    'predicts as %s does through Headroom, to the bit, with missing values',
    async (algorithm: TreeAlgorithm) => {
      const rows = madeSnapshot({ services: 3, hours: 300, seed: 11 });
      expect([...rows.columns.values()].some((values) => values.some(Number.isNaN))).toBe(true);
      const objects = await FolderObjectStore.open(root);
      const file = await objects.write('data/s.parquet', (path) =>
        parquet.write(path, snapshotColumns(rows)),
      );
      const params = { rounds: 40 };
      const scratch = join(root, algorithm);
      await mkdir(scratch);
      const settings = { algorithm, python: python(), worker: WORKER, scratch, threads: 1 };
      const trained = await trainModel(
        {
          objects,
          parquet,
          trainerOf: () => new BoosterTrainer({ ...settings, onStart: () => undefined }),
          onProgress: () => undefined,
          renderChart: null,
          ownPeakMemory: () => 0,
        },
        { ...trainingJob(algorithm, file), seed: SEED, params },
      );
      const bundle = parseBundle(await readFile(join(root, trained.bundle.uri), 'utf8'));
      const { rounds, earlyStoppingRounds, library } = boosterParams(algorithm, params);
      const job = {
        algorithm,
        columns: bundle.columns,
        snapshot: join(root, file.uri),
        extra: join(scratch, 'rows.f64'),
        extra_columns: [...bundle.columns, ...(bundle.demand ? DEMAND_INPUTS : []), 'z'],
        cuts: Object.fromEntries(
          [...cutsOf(rows)].map(([service, { validation, test }]) => [service, [validation, test]]),
        ),
        rounds,
        early_stopping_rounds: earlyStoppingRounds,
        params: library,
        seed: SEED,
        threads: 1,
        explained: 20,
        out: scratch,
      };
      await writeFile(join(scratch, 'job.json'), JSON.stringify(job));
      await promisify(execFile)(python(), ['-I', PLAIN, join(scratch, 'job.json')]);

      const ours = await parquet.read(join(root, trained.predictions.uri));
      const theirs = await parquet.read(join(scratch, 'predictions.parquet'));
      const bits = (table: typeof ours) => [
        ...new BigInt64Array(table.float64('prediction').slice().buffer),
      ];
      expect(bits(ours)).toEqual(bits(theirs));
      expect(new Set(bits(ours)).size).toBeGreaterThan(100);
    },
    TIMEOUT_MS,
  );
});
