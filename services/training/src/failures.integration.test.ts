import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Algorithm, Snapshot } from '@headroom/contracts';
import { FolderObjectStore, ParquetFiles } from '@headroom/storage';
import { bundleProgram, testStack, type TestStack } from '@headroom/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { python } from './adapters/process/booster-fits.ts';
import { childrenOf } from './adapters/process/children-of.ts';
import type { SnapshotRows } from './domain/snapshot-rows.ts';
import { madeSnapshot, snapshotColumns } from './testing/made-snapshot.ts';
import { Orchestrator, startTraining, type RunningTraining } from './testing/running-training.ts';
import { trainingCommand } from './testing/training-command.ts';
import { trainingJob } from './testing/training-job.ts';

const TIMEOUT_MS = 240_000;
/** Hundreds of megabytes and minutes, unless it is stopped. */
const LONG = { rounds: 10_000, early_stopping_rounds: 10_000, learning_rate: 0.0001 };
const QUICK = { rounds: 5 };

describe('a fit that fails', () => {
  let stack: TestStack;
  let root: string;
  let objects: FolderObjectStore;
  let parquet: ParquetFiles;
  let program: Awaited<ReturnType<typeof bundleProgram>>;
  let orchestrator: Orchestrator;
  let training: RunningTraining | null = null;
  const made = madeSnapshot({ services: 3, hours: 300, seed: 11 });

  const start = async (env: Record<string, string> = {}): Promise<void> => {
    training = await startTraining(
      stack,
      { objectRoot: root, program: program.path, python: python() },
      env,
    );
  };
  const snapshotOf = async (name: string, rows: SnapshotRows): Promise<Snapshot> => {
    const file = await objects.write(`data/processed/${name}.parquet`, (path) =>
      parquet.write(path, snapshotColumns(rows)),
    );
    return trainingJob('lightgbm', file).snapshot;
  };
  const endsOf = async (runId: string, count: number) => {
    await vi.waitUntil(() => orchestrator.ended(runId).length === count, { timeout: TIMEOUT_MS });
    return orchestrator.ended(runId);
  };
  const send = (runId: string, models: Partial<Record<Algorithm, object>>, snapshot: Snapshot) =>
    orchestrator.send(
      Object.entries(models).map(([model, params], map_index) =>
        trainingCommand(runId, { model, snapshot, params, map_index }),
      ),
    );

  beforeAll(async () => {
    stack = await testStack();
    root = await mkdtemp(join(tmpdir(), 'failures-'));
    program = await bundleProgram(
      fileURLToPath(new URL('adapters/process/children/train-model.ts', import.meta.url)),
    );
    objects = await FolderObjectStore.open(root);
    parquet = await ParquetFiles.open();
    orchestrator = new Orchestrator(stack);
    await orchestrator.listen();
  }, TIMEOUT_MS);
  afterEach(async () => {
    await training?.close();
    training = null;
  }, TIMEOUT_MS);
  afterAll(async () => {
    await orchestrator.close();
    parquet.close();
    await stack.close();
    await program.remove();
    await rm(root, { recursive: true });
  });

  it(
    'killed in the midst, fails with the signal; the next model is trained; nothing is left of it but its log',
    async () => {
      await start();
      const snapshot = await snapshotOf('good', made);
      await send('killed', { catboost: LONG, lightgbm: QUICK }, snapshot);
      await vi.waitUntil(
        () => orchestrator.results.some(({ progress }) => progress !== undefined),
        {
          timeout: TIMEOUT_MS,
        },
      );
      const [child = 0] = await childrenOf(process.pid, program.path);
      process.kill(child, 'SIGKILL');
      const [failed, went] = await endsOf('killed', 2);
      expect(failed).toMatchObject({
        state: 'failed',
        final: false,
        error: {
          code: 'TASK_FAILED',
          message: expect.stringMatching(/^training catboost ended \(SIGKILL\).*; log: logs\//s),
        },
      });
      expect(went?.state).toBe('success');
      expect(await objects.list('models/killed/catboost')).toEqual([]);
      const [log = ''] = await objects.list('logs/killed/catboost');
      const lines = (await readFile(join(root, log), 'utf8')).trim().split('\n');
      const events = lines.map((line) => JSON.parse(line) as { event: string; message?: string });
      expect(events.map(({ event }) => event)).toEqual(
        expect.arrayContaining(['started', 'progress', 'failed']),
      );
      expect(events.at(-1)?.message).toContain('SIGKILL');
    },
    TIMEOUT_MS,
  );

  it(
    'over its memory cap, fails with the figure and the setting; the recurrent model beside it is trained',
    async () => {
      // A booster's two processes need more for so many rows, a small recurrent model of few rows less.
      await start({ HEADROOM_TRAINING_MEMORY_MB: '300' });
      const many = madeSnapshot({ services: 40, hours: 1_500, seed: 11 });
      await send('capped', { catboost: LONG }, await snapshotOf('many', many));
      const gru = { units: 4, epochs: 1, sequences: 64 };
      await send('capped', { gru }, await snapshotOf('good', made));
      const ended = await endsOf('capped', 2);
      expect(ended.find(({ state }) => state === 'failed')?.error).toMatchObject({
        code: 'TASK_FAILED',
        message: expect.stringMatching(
          /catboost was killed at \d+ MB of memory; set HEADROOM_TRAINING_MEMORY_MB above 300/,
        ),
      });
      expect(ended.find(({ state }) => state === 'success')?.task.task_id).toBe(
        'train_timeseries_model',
      );
      expect(await objects.list('models/capped/catboost')).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'fed a constant target or an all-missing column, fails for good and names it',
    async () => {
      await start();
      const constant = madeSnapshot({ services: 3, hours: 300, seed: 11, constantCpu: true });
      await send('constant', { lightgbm: QUICK, gru: {} }, await snapshotOf('constant', constant));
      const missing = {
        ...made,
        columns: new Map(made.columns).set(
          'memory_utilization',
          new Float64Array(made.times.length).fill(NaN),
        ),
      };
      await send('missing', { xgboost: QUICK, lstm: {} }, await snapshotOf('missing', missing));
      for (const { final, error } of await endsOf('constant', 2)) {
        expect(final).toBe(true);
        expect(error).toMatchObject({
          code: 'INVALID_DATA',
          message: expect.stringMatching(/cpu never changes/),
        });
      }
      for (const { final, error } of await endsOf('missing', 2)) {
        expect(final).toBe(true);
        expect(error).toMatchObject({
          code: 'INVALID_DATA',
          message: expect.stringMatching(/memory_utilization is declared, and has no value/),
        });
      }
      for (const run of ['constant', 'missing'])
        expect(await objects.list(`models/${run}`)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'cancelled, is stopped at once and tells nothing more',
    async () => {
      await start();
      const snapshot = await snapshotOf('good', made);
      await send('cancelled', { catboost: LONG }, snapshot);
      await vi.waitUntil(() => orchestrator.told('cancelled').length > 1, { timeout: TIMEOUT_MS });
      const first = trainingCommand('cancelled', { model: 'catboost', snapshot });
      await orchestrator.send([{ ...first, try_number: 2, cancel: true }]);
      await vi.waitUntil(async () => (await childrenOf(process.pid, program.path)).length === 0, {
        timeout: TIMEOUT_MS,
      });
      await send('after', { lightgbm: QUICK }, snapshot);
      expect((await endsOf('after', 1))[0]?.state).toBe('success');
      expect(orchestrator.ended('cancelled')).toEqual([]);
      expect(await objects.list('models/cancelled')).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
