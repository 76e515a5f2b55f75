import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { HOUR_MS } from '@headroom/feature-engine';
import { migrate, Postgres } from '@headroom/storage';
import { testStack, type TestStack } from '@headroom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SnapshotJob } from '../../domain/snapshot-job.ts';
import { FEATURES_MIGRATIONS } from '../postgres/migrations.ts';
import { bundleSnapshotProgram } from './bundle-for-tests.ts';
import { ChildSnapshotRunner } from './child-snapshot-runner.ts';

const job: SnapshotJob = {
  kind: 'snapshot',
  key: 'data/processed/x.parquet',
  source: null,
  feature_service: 'cloud_optimizer_training',
  declared: ['cpu_utilization'],
  after: 0,
  as_of: 1e12,
};
const never = new AbortController().signal;

describe('ChildSnapshotRunner', () => {
  let stack: TestStack;
  let folder: string;
  let program: string;
  beforeAll(async () => {
    stack = await testStack();
    folder = await mkdtemp(join(tmpdir(), 'runner-'));
    program = await bundleSnapshotProgram();
    const db = new Postgres({ url: stack.postgresUrl, applicationName: 'features-test' });
    await migrate(db, 'features', FEATURES_MIGRATIONS);
    await db.close();
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await rm(dirname(program), { recursive: true });
    await stack.close();
  });

  const runner = (path: string, postgresUrl = stack.postgresUrl) =>
    new ChildSnapshotRunner(path, { postgresUrl, objectRoot: folder, cadenceMs: HOUR_MS });
  const script = async (source: string) => {
    const path = join(folder, `${randomUUID()}.mjs`);
    await writeFile(path, source);
    return runner(path);
  };

  it('runs a job; an empty store gives an empty file', async () => {
    const result = await runner(program).run(job, never);
    expect(result).toMatchObject({ rows: 0, services: [], span: null, file: { uri: job.key } });
  });

  it("passes a job's own error on", async () => {
    const wrong = { ...job, feature_service: 'none' };
    await expect(runner(program).run(wrong, never)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('feature service none is unknown'),
    });
    await expect(
      runner(program, 'postgres://a:b@127.0.0.1:1/c').run(job, never),
    ).rejects.toMatchObject({ code: 'UNAVAILABLE', retriable: true });
  });

  it('tells how a process died that gave no answer', async () => {
    const dying = await script('process.stderr.write("out of luck"); process.exit(3);');
    await expect(dying.run(job, never)).rejects.toMatchObject({
      code: 'TASK_FAILED',
      message: expect.stringMatching(/exit code 3.*out of luck/),
    });
    const babbling = await script('process.stdout.write("{}"); process.exit(0);');
    await expect(babbling.run(job, never)).rejects.toMatchObject({ code: 'TASK_FAILED' });
  });

  it('kills the process when the task is aborted', async () => {
    const abort = new AbortController();
    const hanging = await script('process.stdin.resume();');
    const running = hanging.run(job, abort.signal);
    abort.abort(new Error('lease lost'));
    await expect(running).rejects.toThrow('lease lost');
  });
});
