/**
 * Child program: a rolling-origin backtest of some algorithms on a snapshot, for benchmarks. The request is one JSON line
 * on stdin, the answer one on stdout; when stdin closes, whoever asked is gone, and so is the child.
 */
import { createInterface } from 'node:readline';
import { Algorithm, Snapshot, type ObjectRef } from '@headroom/contracts';
import { FolderObjectStore, ParquetFiles } from '@headroom/storage';
import { z } from 'zod';
import { backtest } from '../../../usecases/backtest.ts';
import { RnnTrainer } from '../../tensorflow/rnn-trainer.ts';
import { BoosterTrainer } from '../booster-trainer.ts';

const Request = z.object({
  job: z.object({
    snapshot: Snapshot,
    algorithms: z.array(Algorithm),
    folds: z.int(),
    seed: z.int(),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    key: z.string(),
  }),
  objectRoot: z.string(),
  /** An empty folder of its own for files on their way to the worker. */
  scratch: z.string(),
  python: z.string(),
  worker: z.string(),
});

async function answer(line: string): Promise<ObjectRef> {
  const { job, objectRoot, ...settings } = Request.parse(JSON.parse(line));
  const ports = {
    objects: await FolderObjectStore.open(objectRoot),
    parquet: await ParquetFiles.open(),
    trainerOf: (algorithm: Algorithm) =>
      algorithm === 'lstm' || algorithm === 'gru'
        ? new RnnTrainer(algorithm, job.snapshot.cadence_ms)
        : new BoosterTrainer({ ...settings, algorithm, threads: 1, onStart: () => undefined }),
  };
  return backtest(ports, job);
}

const lines = createInterface({ input: process.stdin });
lines.once('close', () => process.exit(1));
lines.once('line', (line) => {
  void answer(line).then((given) =>
    process.stdout.write(`${JSON.stringify(given)}\n`, () => process.exit(0)),
  );
});
