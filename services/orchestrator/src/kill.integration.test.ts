import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { testStack, type TestStack } from '@headroom/testing';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { fail, startFakeServices, succeed, type FakeServices } from './testing/fake-services.ts';
import { TaskView } from './adapters/http/views.ts';
import { httpClient } from './testing/http-client.ts';

const Tasks = z.object({ tasks: z.array(TaskView) });

/** Beside the source, so that installed packages are found. */
async function bundle(): Promise<string> {
  const parent = join(import.meta.dirname, '../dist');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'test-'));
  await build({
    entryPoints: [join(import.meta.dirname, 'main.ts')],
    outfile: join(folder, 'main.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    tsconfig: join(import.meta.dirname, '../../../tsconfig.base.json'),
    plugins: [
      {
        name: 'workspace-inside',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === 'entry-point' || path.startsWith('@headroom/')
              ? undefined
              : { path, external: true },
          ),
      },
    ],
  });
  return folder;
}

describe('an orchestrator that is killed', () => {
  let stack: TestStack;
  let services: FakeServices;
  let folder: string;
  let orchestrator: ChildProcess;
  let url = '';

  const start = async () => {
    orchestrator = spawn(process.execPath, [join(folder, 'main.js')], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        HEADROOM_ORCHESTRATOR_PORT: '0',
        HEADROOM_KAFKA_BROKERS: stack.kafkaBrokers,
        HEADROOM_POSTGRES_URL: stack.postgresUrl,
        HEADROOM_TOPIC_PREFIX: stack.namespace,
      },
    });
    url = await new Promise<string>((resolve) => {
      let log = '';
      orchestrator.stdout?.on('data', (chunk: Buffer) => {
        log += chunk.toString();
        const said = /"url":"([^"]+)"/.exec(log)?.[1];
        if (said !== undefined) resolve(said);
      });
    });
  };
  const kill = async () => {
    const gone = once(orchestrator, 'exit');
    orchestrator.kill('SIGKILL');
    await gone;
  };

  beforeAll(async () => {
    stack = await testStack();
    folder = await bundle();
    services = await startFakeServices(stack, stack.namespace);
    await start();
  });
  afterAll(async () => {
    await kill();
    await services.close();
    await rm(folder, { recursive: true });
    await stack.close();
  });

  it('goes on where it stood, retries included: one run, every try once', async () => {
    services.answer = (command) =>
      command.task.task_id === 'detect_drift' && command.try_number === 1
        ? [fail()]
        : succeed(command);
    let killed = false;
    let restarted = false;
    services.before = async ({ task }) => {
      if (task.task_id !== 'train_timeseries_model' || killed) return;
      // Its command is out, its result is not: that will meet the next process.
      killed = true;
      await kill();
      void start().then(() => (restarted = true));
    };
    const run = await httpClient(url, fetch).trigger();
    await vi.waitUntil(() => restarted, { timeout: 60_000 });
    const path = `${httpClient(url, fetch).runPath(run.run_id)}/tasks`;
    await vi.waitUntil(
      async () => {
        const { tasks } = await httpClient(url, fetch).get(path, Tasks);
        return tasks.some((task) => task.state === 'up_for_retry');
      },
      { timeout: 60_000 },
    );
    // Nothing but the database knows of the retry now.
    await kill();
    await start();

    const client = httpClient(url, fetch);
    const states: string[] = [];
    for await (const event of client.events(run.run_id))
      if (event.event === 'run') states.push(event.data.state);
    expect(states.at(-1)).toBe('success');
    const { tasks } = await client.get(path, Tasks);
    expect(tasks.filter((task) => task.try_number !== 1).map((task) => task.task_id)).toEqual([
      'detect_drift',
    ]);
    expect((await client.call('GET', '/runs')).body).toMatchObject({ total: 1 });
    // A command may be published twice; it is the same command, by its id.
    expect(new Set(services.seen.map((command) => command.eventId)).size).toBe(14);
  }, 150_000);
});
