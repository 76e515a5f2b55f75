import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GateLimits, type ServedVersion } from '@headroom/contracts';
import { FolderObjectStore, ParquetFiles } from '@headroom/storage';
import { bundleProgram } from '@headroom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JudgeJob } from '../../domain/gates/judge-job.ts';
import { madeSnapshot, snapshotColumns } from '../../testing/made-snapshot.ts';
import { NO_FILE, trainingJob } from '../../testing/training-job.ts';
import { untrained } from '../../testing/untrained-model.ts';
import { trainModel } from '../../usecases/train-model.ts';
import { ChildJudgeRunner } from './child-judge-runner.ts';

describe('the judging program, in a process of its own', () => {
  let root: string;
  let program: Awaited<ReturnType<typeof bundleProgram>>;
  let job: JudgeJob;
  const judge = (change: Partial<JudgeJob> = {}, signal = new AbortController().signal) =>
    new ChildJudgeRunner({
      program: program.path,
      objectRoot: root,
      timeLimitMs: 60_000,
    }).run({ ...job, ...change }, signal);

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'judge-child-'));
    program = await bundleProgram(
      fileURLToPath(new URL('children/judge-challenger.ts', import.meta.url)),
    );
    const objects = await FolderObjectStore.open(root);
    const parquet = await ParquetFiles.open();
    const file = await objects.write('data/processed/s.parquet', (path) =>
      parquet.write(path, snapshotColumns(madeSnapshot({ services: 2, hours: 300, seed: 4 }))),
    );
    const training = trainingJob('gru', file);
    const made = async (version: string, bias: number): Promise<ServedVersion> => {
      const { bundle } = await trainModel(
        {
          ...{
            objects,
            parquet,
            onProgress: () => undefined,
            ownPeakMemory: () => 0,
            renderChart: null,
          },
          trainerOf: () => ({ fit: untrained({}, bias) }),
        },
        { ...training, folder: `models/${version}` },
      );
      return { name: 'gru', version, algorithm: 'gru', run_id: null, bundle };
    };
    job = {
      snapshot: training.snapshot,
      challenger: await made('2', 0),
      champion: await made('1', 1),
      limits: GateLimits.parse({ latency_us: 1e6 }),
    };
    parquet.close();
  }, 120_000);
  afterAll(async () => {
    await program.remove();
    await rm(root, { recursive: true });
  });

  it('answers with the gates', async () => {
    const report = await judge();
    expect(report).toMatchObject({ passed: true });
    expect(report.gates.map(({ status }) => status)).toEqual(Array<string>(5).fill('passed'));
    expect(report.gates[2]?.observed).toBeGreaterThan(0);
  });

  it('passes on an error with its code, and ends when nobody waits for it any more', async () => {
    const lost = { ...job.snapshot, file: NO_FILE };
    await expect(judge({ snapshot: lost })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const reason = new Error('the lease was lost');
    await expect(judge({}, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
