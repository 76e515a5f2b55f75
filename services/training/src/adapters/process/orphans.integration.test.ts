import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { FolderObjectStore, ParquetFiles } from '@headroom/storage';
import { bundleProgram } from '@headroom/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { madeSnapshot, snapshotColumns } from '../../testing/made-snapshot.ts';
import { trainingJob } from '../../testing/training-job.ts';
import { python } from './booster-fits.ts';
import { ChildMessage, type ChildRequest } from './child-protocol.ts';

const TIMEOUT_MS = 120_000;

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('the training program', () => {
  let root: string;
  let program: Awaited<ReturnType<typeof bundleProgram>>;
  let request: Omit<ChildRequest, 'job'>;
  let jobOf: (algorithm: 'catboost' | 'lstm') => ChildRequest['job'];

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'orphans-'));
    const path = fileURLToPath(new URL('children/train-model.ts', import.meta.url));
    program = await bundleProgram(path);
    const objects = await FolderObjectStore.open(root);
    const parquet = await ParquetFiles.open();
    const made = madeSnapshot({ services: 2, hours: 300, seed: 2 });
    const file = await objects.write('s.parquet', (to) => parquet.write(to, snapshotColumns(made)));
    parquet.close();
    jobOf = (algorithm) => trainingJob(algorithm, file);
    const worker = fileURLToPath(new URL('../../../python/worker.py', import.meta.url));
    request = {
      objectRoot: root,
      scratch: root,
      python: python(),
      worker,
      threads: 1,
      charts: false,
    };
  }, TIMEOUT_MS);
  afterAll(async () => {
    await program.remove();
    await rm(root, { recursive: true });
  });

  /** Started on a fit that takes minutes; resolves after the first round. */
  const fitting = async (algorithm: 'catboost' | 'lstm') => {
    const child = spawn(process.execPath, [program.path], { stdio: ['pipe', 'pipe', 'inherit'] });
    const params =
      algorithm === 'lstm'
        ? { units: 1, sequences: 64, batch: 1 }
        : { rounds: 10_000, learning_rate: 0.0001 };
    const job = { ...jobOf(algorithm), params };
    child.stdin.write(`${JSON.stringify({ ...request, job } satisfies ChildRequest)}\n`);
    const messages: ChildMessage[] = [];
    createInterface({ input: child.stdout }).on('line', (line) =>
      messages.push(ChildMessage.parse(JSON.parse(line))),
    );
    await vi.waitUntil(() => messages.some(({ event }) => event === 'progress'), {
      timeout: TIMEOUT_MS,
    });
    return { child, messages };
  };

  it.each(['catboost', 'lstm'] as const)(
    'ends in the midst of %s when its stdin closes',
    async (algorithm) => {
      const { child, messages } = await fitting(algorithm);
      child.stdin.end();
      expect(await once(child, 'exit')).toEqual([1, null]);
      expect(messages.map(({ event }) => event)).not.toContain('result');
    },
    TIMEOUT_MS,
  );

  it(
    'leaves no worker behind when it is killed',
    async () => {
      const { child, messages } = await fitting('catboost');
      const started = messages.find(({ event }) => event === 'started');
      const pid = started?.event === 'started' ? started.pid : 0;
      expect(isAlive(pid)).toBe(true);
      child.kill('SIGKILL');
      await vi.waitUntil(() => !isAlive(pid), { timeout: TIMEOUT_MS });
    },
    TIMEOUT_MS,
  );
});
