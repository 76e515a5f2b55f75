import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ALGORITHMS,
  TASKS,
  type Algorithm,
  type Snapshot,
  type TaskCommand,
  type TrainedModel,
} from '@headroom/contracts';
import { createScorer, parseBundle } from '@headroom/forecasting';
import { FolderObjectStore, ParquetFiles } from '@headroom/storage';
import { bundleProgram, testStack, type TestStack } from '@headroom/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { python } from './adapters/process/booster-fits.ts';
import { madeSnapshot, snapshotColumns } from './testing/made-snapshot.ts';
import { Orchestrator, startTraining, type RunningTraining } from './testing/running-training.ts';
import { trainingCommand } from './testing/training-command.ts';
import { trainingJob } from './testing/training-job.ts';

const TIMEOUT_MS = 240_000;
/** Boosters learn enough to beat persistence on the small snapshot; recurrent models are slower to, and only go through it. */
const QUICK: Record<Algorithm, Record<string, number>> = {
  xgboost: { rounds: 30, learning_rate: 0.2, max_depth: 4 },
  lightgbm: { rounds: 30, learning_rate: 0.2 },
  catboost: { rounds: 30, learning_rate: 0.2, depth: 4 },
  lstm: { units: 8, epochs: 2, batch: 32, sequences: 320 },
  gru: { units: 8, epochs: 2, batch: 32, sequences: 320 },
};

describe('training on Kafka and Postgres', () => {
  let stack: TestStack;
  let root: string;
  let objects: FolderObjectStore;
  let parquet: ParquetFiles;
  let program: Awaited<ReturnType<typeof bundleProgram>>;
  let orchestrator: Orchestrator;
  let training: RunningTraining;
  let snapshot: Snapshot;

  const start = () =>
    startTraining(stack, { objectRoot: root, program: program.path, python: python() });
  const commands = (
    runId: string,
    algorithms: readonly Algorithm[],
    inputs: Record<string, unknown> = {},
  ): TaskCommand[] =>
    algorithms.map((model, map_index) =>
      trainingCommand(runId, { model, map_index, snapshot, params: QUICK[model], ...inputs }),
    );
  const results = async (runId: string, count: number) => {
    await vi.waitUntil(() => orchestrator.ended(runId).length === count, { timeout: TIMEOUT_MS });
    return orchestrator.ended(runId);
  };
  const trained = async (runId: string): Promise<TrainedModel[]> => {
    const ended = await results(runId, ALGORITHMS.length);
    expect(ended.map(({ error }) => error)).toEqual(ALGORITHMS.map(() => null));
    return ended
      .map(({ outputs }) => TASKS.train_tabular_model.outputs.parse(outputs).trained)
      .sort((a, b) => ALGORITHMS.indexOf(a.algorithm) - ALGORITHMS.indexOf(b.algorithm));
  };

  beforeAll(async () => {
    stack = await testStack();
    root = await mkdtemp(join(tmpdir(), 'training-'));
    program = await bundleProgram(
      fileURLToPath(new URL('adapters/process/children/train-model.ts', import.meta.url)),
    );
    objects = await FolderObjectStore.open(root);
    parquet = await ParquetFiles.open();
    const made = madeSnapshot({ services: 3, hours: 300, seed: 11 });
    const file = await objects.write('data/processed/s.parquet', (path) =>
      parquet.write(path, snapshotColumns(made)),
    );
    snapshot = trainingJob('lightgbm', file).snapshot;
    orchestrator = new Orchestrator(stack);
    await orchestrator.listen();
    training = await start();
  }, TIMEOUT_MS);
  afterAll(async () => {
    await training.close();
    await orchestrator.close();
    parquet.close();
    await stack.close();
    await program.remove();
    await rm(root, { recursive: true });
  });

  it(
    'trains all five, one tabular and one time-series model at a time',
    async () => {
      await orchestrator.send(commands('first', ALGORITHMS));
      const models = await trained('first');
      expect(models.map(({ algorithm }) => algorithm)).toEqual(ALGORITHMS);
      for (const { metrics } of models.slice(0, 3))
        expect(metrics.test.relative_mae).toBeLessThan(1);
      for (const branch of ['train_tabular_model', 'train_timeseries_model']) {
        const states = orchestrator.turns('first').filter((told) => told.startsWith(branch));
        // Running and done take turns: no second fit of a branch begins before the first has ended.
        states.forEach((told, i) => expect(told).toMatch(i % 2 === 0 ? /running$/ : /success$/));
      }
    },
    TIMEOUT_MS,
  );

  it('leaves bundles from which its predictions can be made again', async () => {
    for (const { bundle, model_file, predictions } of await trained('first')) {
      const read = async (ref: typeof bundle) => readFile(await objects.fetch(ref), 'utf8');
      const parsed = parseBundle(await read(bundle));
      const table = await parquet.read(await objects.fetch(snapshot.file));
      const told = await parquet.read(await objects.fetch(predictions));
      const scorer = createScorer(parsed, await read(model_file)).forColumns(parsed.columns);
      const last = told.rows - 1;
      const row = table
        .timestamps('event_timestamp')
        .findIndex(
          (time, i) =>
            time === told.timestamps('event_timestamp')[last] &&
            table.strings('service_id')[i] === told.strings('service_id')[last],
        );
      const values = Float64Array.from(parsed.columns, (name) => table.float64(name)[row] ?? NaN);
      const service = table.strings('service_id')[row] ?? null;
      expect(scorer.cpu(values, service)).toBe(told.float64('prediction')[last]);
    }
  });

  it(
    'fits the same models again, although it was stopped in between',
    async () => {
      await orchestrator.send(commands('second', ALGORITHMS));
      await vi.waitUntil(() => orchestrator.told('second').length > 0, { timeout: TIMEOUT_MS });
      await training.close();
      training = await start();
      const [first, second] = [await trained('first'), await trained('second')];
      expect(second.map(({ model_file }) => model_file.sha256)).toEqual(
        first.map(({ model_file }) => model_file.sha256),
      );
      expect(second.map(({ predictions }) => predictions.sha256)).toEqual(
        first.map(({ predictions }) => predictions.sha256),
      );
      expect(second.map(({ metrics }) => metrics)).toEqual(first.map(({ metrics }) => metrics));
    },
    TIMEOUT_MS,
  );

  it(
    'fails for good where data or request are at fault, with the reason, and leaves no file',
    async () => {
      const sha256 = 'f'.repeat(64);
      const damaged = { snapshot: { ...snapshot, file: { ...snapshot.file, sha256 } } };
      await orchestrator.send(commands('damaged', ['xgboost', 'gru'], damaged));
      const misspelt = { params: { lerning_rate: 0.1 } };
      await orchestrator.send(commands('misspelt', ['catboost', 'lstm'], misspelt));
      for (const { final, error } of await results('damaged', 2)) {
        expect(final).toBe(true);
        expect(error).toMatchObject({
          code: 'INVALID_DATA',
          message: expect.stringContaining('it was changed or damaged'),
        });
      }
      for (const { final, error } of await results('misspelt', 2)) {
        expect(final).toBe(true);
        expect(error).toMatchObject({
          code: 'INVALID_REQUEST',
          message: expect.stringContaining('lerning_rate'),
        });
      }
      expect(await objects.list('models/damaged')).toEqual([]);
      expect(await objects.list('models/misspelt')).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
