import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Progress } from '../../domain/trainer.ts';
import { NO_FILE, trainingJob } from '../../testing/training-job.ts';
import { ChildTrainingRunner } from './child-training-runner.ts';
import { residentMemory } from './resident-memory.ts';

const job = trainingJob('lightgbm', NO_FILE);

/** A stand-in for the training program: `act` sees the request and tells messages. */
const program = (act: string): string => `
  const tell = (message) => process.stdout.write(JSON.stringify(message) + '\\n');
  process.stdin.once('data', async (data) => { const request = JSON.parse(data); ${act} });
  process.stdin.once('end', () => process.exit(9));`;

describe('ChildTrainingRunner', () => {
  let folder: string;
  const progress: Progress[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'training-runner-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const run = async (act: string, limits: { memoryBytes?: number; timeLimitMs?: number } = {}) => {
    const path = join(folder, 'program.mjs');
    await writeFile(path, program(act));
    const runner = new ChildTrainingRunner({
      programOf: () => path,
      objectRoot: folder,
      python: null,
      worker: 'worker.py',
      threads: 1,
      charts: false,
      memoryBytes: 2 ** 40,
      timeLimitMs: 60_000,
      ...limits,
    });
    return runner.run(job, {
      signal: new AbortController().signal,
      onProgress: (told) => progress.push(told),
    });
  };

  it('passes on progress, and an error with its code', async () => {
    const act = `tell({ event: 'progress', round: 1, rounds: 2, train: 0.5, validation: null });
      tell({ event: 'error', code: 'INVALID_DATA', message: 'for ' + request.job.algorithm })`;
    await expect(run(act)).rejects.toMatchObject({ code: 'INVALID_DATA', message: 'for lightgbm' });
    expect(progress).toMatchObject([{ round: 1, rounds: 2, train: 0.5, validation: null }]);
  });

  it('refuses an answer that is none', async () => {
    await expect(run(`tell({ event: 'result', trained: {} })`)).rejects.toThrow(/algorithm/);
  });

  it('kills a child that grows over the cap, its own children counted', async () => {
    const grow = `const { spawn } = await import('node:child_process');
      const eater = "globalThis.kept = Buffer.alloc(3e8, 1); process.stdin.resume()";
      tell({ event: 'started', pid: spawn(process.execPath, ['-e', eater]).pid });`;
    await expect(run(grow, { memoryBytes: 2.5e8 })).rejects.toThrow(
      /training lightgbm was killed at \d+ MB of memory; set HEADROOM_TRAINING_MEMORY_MB above 239/,
    );
  });

  it('kills a child that takes too long', async () => {
    await expect(run('', { timeLimitMs: 300 })).rejects.toThrow(
      /training lightgbm was killed after 0.3 s; raise HEADROOM_TRAINING_TIME_LIMIT/,
    );
  });

  it('leaves no scratch folder behind', async () => {
    const act = `tell({ event: 'error', code: 'INTERNAL', message: request.scratch })`;
    const scratch = await run(act).then(
      () => '',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    );
    expect(scratch).toMatch(/headroom-training-/);
    await expect(readdir(scratch)).rejects.toThrow('ENOENT');
  });
});

describe('residentMemory', () => {
  it('adds up processes, and nothing for one that is gone', async () => {
    const own = process.memoryUsage.rss();
    const measured = await residentMemory([process.pid, 2 ** 22 + 1]);
    expect(measured / own).toBeGreaterThan(0.5);
    expect(measured / own).toBeLessThan(2);
  });
});
